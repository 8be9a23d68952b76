package io.sluice.connection;

import java.io.Flushable;

import io.sluice.spi.RecordLayer;

/**
 * A layer that always holds something, and whose records bring what a test says.
 */
public final class RecordLayerStub implements RecordLayer {

	private Flushable before = () -> {
	};

	private boolean inside;

	private long overhead;

	public void beginRecord() {
		this.inside = true;
	}

	/** A record without data is followed by another one. */
	public Flushable overhead(long bytes) {
		this.overhead = bytes;
		return this.before;
	}

	@Override
	public boolean isHolding() {
		return true;
	}

	@Override
	public boolean isInsideRecord() {
		return this.inside;
	}

	@Override
	public void recordData() {
		this.overhead = 0;
	}

	@Override
	public long overhead() {
		return this.overhead;
	}

	@Override
	public long maxOverhead() {
		return 1000;
	}

	@Override
	public void onOverhead(Flushable action) {
		this.before = action;
	}

}

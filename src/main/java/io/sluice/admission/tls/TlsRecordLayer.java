package io.sluice.admission.tls;

import java.io.Flushable;

import io.sluice.spi.RecordLayer;

/**
 * The record layer of one TLS connection.
 *
 * @param input the input from which TLS reads
 * @param maxOverhead the limit on the bytes of records without data
 */
public record TlsRecordLayer(RecordInput input, long maxOverhead) implements RecordLayer {

	@Override
	public boolean isHolding() {
		return this.input.isHolding();
	}

	@Override
	public boolean isInsideRecord() {
		return this.input.isInsideRecord();
	}

	@Override
	public void recordData() {
		this.input.recordData();
	}

	@Override
	public long overhead() {
		return this.input.overhead();
	}

	@Override
	public void onOverhead(Flushable action) {
		this.input.onOverhead(action);
	}

}

package io.sluice.admission;

import java.io.IOException;
import java.io.InputStream;

import io.sluice.process.MemoryAccount;

/**
 * What TLS reads records from. The JDK reads each in two pieces, its header and the rest;
 * this reads at once all that has arrived. Used by one thread.
 */
public final class RecordInput extends InputStream {

	/** For some twenty records of short messages; what is longer is read past it. */
	private static final int SIZE = 2048;

	private final InputStream in;

	private final byte[] buffer = new byte[SIZE];

	private int start;

	private int end;

	private final RecordMemory memory;

	RecordInput(InputStream in, MemoryAccount memory) {
		this.in = in;
		this.memory = new RecordMemory(memory);
	}

	/**
	 * Whether something has been read that TLS has not asked for yet.
	 * @return {@code true} also where it is a part of a record
	 */
	public boolean isHolding() {
		return this.start < this.end;
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		int count = readAny(bytes, offset, length);
		if (count > 0) {
			this.memory.pass(bytes, offset, count);
		}
		return count;
	}

	private int readAny(byte[] bytes, int offset, int length) throws IOException {
		if (length > 0 && this.start == this.end) {
			if (length >= SIZE) {
				return this.in.read(bytes, offset, length);
			}
			if (!fill()) {
				return -1;
			}
		}
		int count = Math.min(length, this.end - this.start);
		System.arraycopy(this.buffer, this.start, bytes, offset, count);
		this.start += count;
		return count;
	}

	private boolean fill() throws IOException {
		int count = this.in.read(this.buffer, 0, SIZE);
		this.start = 0;
		this.end = Math.max(0, count);
		return count > 0;
	}

	@Override
	public int available() throws IOException {
		return this.end - this.start + this.in.available();
	}

}

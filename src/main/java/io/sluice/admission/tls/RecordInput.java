package io.sluice.admission.tls;

import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.LockSupport;

import io.sluice.process.MemoryAccount;

/**
 * What TLS reads records from. The JDK reads each in two pieces, its header and the rest;
 * this reads at once all that has arrived.
 * <p>
 * The JDK goes on reading until a record brings data. What brings none, such as a
 * KeyUpdate, is seen here alone: what is not data is counted, and between two such
 * records something else may be done. Used by one thread.
 */
public final class RecordInput extends InputStream {

	/** For some twenty records of short messages; what is longer is read past it. */
	private static final int SIZE = 2048;

	/** More than a handshake takes. */
	private static final int LONG_HANDSHAKE = 16 * 1024;

	private final InputStream in;

	private final byte[] buffer = new byte[SIZE];

	private int start;

	private int end;

	private final RecordMemory memory;

	private long overhead;

	private Flushable beforeOverhead = this::letOthersRun;

	/**
	 * Begin to read.
	 * @param in where the records come from
	 * @param memory what unfinished records take is taken from this
	 */
	public RecordInput(InputStream in, MemoryAccount memory) {
		this.in = in;
		this.memory = new RecordMemory(memory);
	}

	/**
	 * Wait until something has been read that TLS has not asked for yet.
	 * @return {@code false} at the end of the stream
	 * @throws IOException if reading fails
	 */
	public boolean await() throws IOException {
		return isHolding() || fill();
	}

	/**
	 * Whether something has been read that TLS has not asked for yet.
	 * @return {@code true} also where it is a part of a record
	 */
	public boolean isHolding() {
		return this.start < this.end;
	}

	/**
	 * Whether TLS has a part of a record.
	 * @return {@code false} between two records
	 */
	public boolean isInsideRecord() {
		return this.memory.isInsideRecord();
	}

	/**
	 * Take note that there was data in what TLS has read.
	 */
	public void dataRead() {
		this.overhead = 0;
	}

	/**
	 * What TLS has read since there was data.
	 * @return bytes, with the headers of records
	 */
	public long overhead() {
		return this.overhead;
	}

	/**
	 * Say what to do before a record that follows one without data; during the handshake,
	 * others are let run.
	 * @param action flushed each time; TLS passes on an
	 * {@link java.io.InterruptedIOException} as it is, and can go on
	 */
	public void beforeOverhead(Flushable action) {
		this.beforeOverhead = action;
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (length > 0 && this.overhead > 0 && !isInsideRecord()) {
			this.beforeOverhead.flush();
		}
		int count = readAny(bytes, offset, length);
		if (count > 0) {
			this.overhead += count;
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

	private void letOthersRun() {
		if (this.overhead > LONG_HANDSHAKE && Thread.currentThread().isVirtual()) {
			LockSupport.parkNanos(this, 1);
		}
	}

	@Override
	public int available() throws IOException {
		return this.end - this.start + this.in.available();
	}

}

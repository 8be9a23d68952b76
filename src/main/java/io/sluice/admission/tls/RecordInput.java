package io.sluice.admission.tls;

import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.LockSupport;

import io.sluice.process.MemoryAccount;

/**
 * The input from which TLS reads records. The JDK reads each record in two pieces, the
 * header and the rest; this input reads all bytes that have arrived at once.
 * <p>
 * The JDK reads on until a record brings data. A record without data, such as a
 * KeyUpdate, is visible only here: this input counts such bytes, and runs an action
 * between two such records. Used by one thread.
 */
public final class RecordInput extends InputStream {

	/**
	 * Room for about twenty records of short messages. Longer records are read past this
	 * buffer.
	 */
	private static final int SIZE = 2048;

	/** More bytes than a handshake needs. */
	private static final int LONG_HANDSHAKE = 16 * 1024;

	private final InputStream in;

	private final byte[] buffer = new byte[SIZE];

	private int start;

	private int end;

	private final RecordMemory memory;

	private long overhead;

	private Flushable beforeOverhead = this::yieldCarrier;

	/**
	 * Create an input.
	 * @param in the source of the records
	 * @param memory pays for unfinished records
	 */
	public RecordInput(InputStream in, MemoryAccount memory) {
		this.in = in;
		this.memory = new RecordMemory(memory);
	}

	/**
	 * Wait until there are bytes that TLS has not asked for yet.
	 * @return {@code false} at the end of the stream
	 * @throws IOException if reading fails
	 */
	public boolean await() throws IOException {
		return isHolding() || fill();
	}

	/**
	 * Whether there are bytes that TLS has not asked for yet.
	 * @return {@code true} even if they are only a part of a record
	 */
	public boolean isHolding() {
		return this.start < this.end;
	}

	/**
	 * Whether TLS has received a part of a record.
	 * @return {@code false} between two records
	 */
	public boolean isInsideRecord() {
		return this.memory.isInsideRecord();
	}

	/**
	 * Record that TLS has found data.
	 */
	public void recordData() {
		this.overhead = 0;
	}

	/**
	 * The bytes that TLS has read since there was data.
	 * @return bytes, including the headers of records
	 */
	public long overhead() {
		return this.overhead;
	}

	/**
	 * Set an action that runs before a record that follows one without data. During the
	 * handshake, the thread yields instead.
	 * @param action flushed each time; TLS passes on an
	 * {@link java.io.InterruptedIOException} unchanged, and can still be read afterwards
	 */
	public void onOverhead(Flushable action) {
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

	private void yieldCarrier() {
		if (this.overhead > LONG_HANDSHAKE && Thread.currentThread().isVirtual()) {
			LockSupport.parkNanos(this, 1);
		}
	}

	@Override
	public int available() throws IOException {
		return this.end - this.start + this.in.available();
	}

}

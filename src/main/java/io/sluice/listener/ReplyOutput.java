package io.sluice.listener;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;

import io.sluice.framing.BufferPool;

/**
 * A connection's corked output: what is written is held back until {@link #flush()}, so
 * that the replies to pipelined requests leave together. Whoever writes a frame in more
 * than one call holds this object's monitor meanwhile.
 */
final class ReplyOutput extends OutputStream {

	private static final int LIMIT = BufferPool.SIZE;

	/**
	 * Not worth holding back: one call of the system more is little beside copying it.
	 */
	private static final int ENOUGH = 32 * 1024;

	private static final byte[] NONE = {};

	private static final OutputStream NOT_OPEN = new OutputStream() {

		@Override
		public void write(int b) throws IOException {
			throw new SocketException("The connection is not open yet");
		}

	};

	private final ListenerMetrics metrics;

	private final BufferPool pool;

	private OutputStream out = NOT_OPEN;

	private byte[] buffer = NONE;

	private int count;

	/** Whether {@link #count} is above 0, for threads without the monitor. */
	private volatile boolean holding;

	private volatile int flushes;

	/** Not volatile: other threads may see what was true a moment ago. */
	private long sent;

	/** Whether the flusher has this output in its queue. */
	private volatile boolean awaitingFlush;

	/** What {@link #flushes} was then. */
	private int flushesBefore;

	/** Whether a write failed; not volatile either. */
	private boolean broken;

	/** When the write under way began, or 0; for the sweeper. */
	private volatile long writingSince;

	ReplyOutput(ListenerMetrics metrics) {
		this(metrics, BufferPool.SHARED);
	}

	ReplyOutput(ListenerMetrics metrics, BufferPool pool) {
		this.metrics = metrics;
		this.pool = pool;
	}

	/**
	 * Begin to write.
	 * @param opened what the connection writes to
	 */
	synchronized void open(OutputStream opened) {
		this.out = opened;
	}

	/**
	 * What has been written. Any thread may ask.
	 * @return bytes
	 */
	long sent() {
		return this.sent;
	}

	/**
	 * Whether replies are held back. Any thread may ask.
	 * @return {@code true} until the next flush
	 */
	boolean isHolding() {
		return this.holding;
	}

	@Override
	public synchronized void write(int b) throws IOException {
		if (this.count == LIMIT) {
			flush();
		}
		takeBuffer();
		this.buffer[this.count] = (byte) b;
		setCount(this.count + 1);
	}

	@Override
	public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
		int from = offset;
		int left = length;
		while (left > LIMIT - this.count) {
			int piece = LIMIT - this.count;
			if (this.count == 0) {
				send(bytes, from, piece);
			}
			else {
				hold(bytes, from, piece);
				flush();
			}
			from += piece;
			left -= piece;
		}
		hold(bytes, from, left);
	}

	/**
	 * A reply has been written whole. What is large by now is sent.
	 */
	void replyWritten() throws IOException {
		if (this.count >= ENOUGH) {
			flush();
		}
	}

	private void hold(byte[] bytes, int offset, int length) {
		if (length == 0) {
			return;
		}
		takeBuffer();
		System.arraycopy(bytes, offset, this.buffer, this.count, length);
		setCount(this.count + length);
	}

	@Override
	public synchronized void flush() throws IOException {
		int length = this.count;
		if (length == 0) {
			return;
		}
		// first, so that a write that failed is not tried again when the connection ends
		setCount(0);
		this.flushes++;
		byte[] held = this.buffer;
		this.buffer = NONE;
		try {
			send(held, 0, length);
		}
		finally {
			this.pool.giveBack(held);
		}
	}

	/**
	 * Whether the flusher has this output in its queue.
	 * @return {@code true} until it has taken it out
	 */
	boolean isAwaitingFlush() {
		return this.awaitingFlush;
	}

	/**
	 * Go into the flusher's queue.
	 */
	void awaitFlush() {
		this.flushesBefore = this.flushes;
		this.awaitingFlush = true;
	}

	/**
	 * Come out of the flusher's queue.
	 */
	void awaitNoFlush() {
		this.awaitingFlush = false;
	}

	/**
	 * Whether there has been a flush since the output went into the queue.
	 */
	boolean isFlushed() {
		return this.flushesBefore != this.flushes;
	}

	private void takeBuffer() {
		if (this.count == 0) {
			this.buffer = this.pool.take();
		}
	}

	private void send(byte[] bytes, int offset, int length) throws IOException {
		try {
			this.writingSince = System.nanoTime();
			this.broken = true;
			this.out.write(bytes, offset, length);
			this.broken = false;
		}
		finally {
			this.writingSince = 0;
		}
		this.sent += length;
		this.metrics.bytesSent(length);
	}

	/**
	 * Whether a write is under way or has failed. Any thread.
	 */
	boolean hasUnfinishedWrite() {
		return this.writingSince != 0 || this.broken;
	}

	/**
	 * Tell the client that there is no more. TLS writes that too, which may have to wait.
	 * @param socket what the connection writes to
	 */
	synchronized void end(Socket socket) throws IOException {
		try {
			this.writingSince = System.nanoTime();
			if (!socket.isOutputShutdown()) {
				socket.shutdownOutput();
			}
		}
		finally {
			this.writingSince = 0;
		}
	}

	/**
	 * Whether the client takes nothing. Any thread.
	 * @param now the current {@link System#nanoTime()}
	 * @param limit how long that may last, in nanoseconds
	 * @return {@code true} for a write that made no progress for longer than that
	 */
	boolean isStuck(long now, long limit) {
		long since = this.writingSince;
		return since != 0 && now - since >= limit;
	}

	private void setCount(int newCount) {
		this.count = newCount;
		boolean now = newCount > 0;
		if (this.holding != now) {
			this.holding = now;
		}
	}

}

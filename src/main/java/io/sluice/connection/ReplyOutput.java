package io.sluice.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;

import io.sluice.framing.Framing;
import io.sluice.process.BufferPool;
import io.sluice.socket.PolledSocket;
import io.sluice.telemetry.ListenerMetrics;

/**
 * A connection's corked output: what is written is held back until {@link #flush()}, so
 * that the replies to pipelined requests leave together. A frame is written whole or not
 * at all; where a part of one has left without the rest, nothing may follow.
 */
final class ReplyOutput extends OutputStream {

	/**
	 * Not worth holding back: one call of the system more is little beside copying it.
	 */
	private static final int ENOUGH = 32 * 1024;

	private static final ByteBuffer NONE = ByteBuffer.allocate(0);

	private final ListenerMetrics metrics;

	private final PolledSocket socket;

	private ReplySink sink = ReplySink.NOT_OPEN;

	/** The sink's while there is something in it. */
	private ByteBuffer buffer = NONE;

	/** Whether there is something in it, for threads without the monitor. */
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

	/** How many writes have begun. */
	private int writes;

	/** Whether a part of what was written is missing. */
	private volatile boolean torn;

	/** What the write under way holds; not volatile either. */
	private int pinned;

	private volatile boolean writing;

	/**
	 * Prepare to write.
	 * @param metrics counts what is written
	 * @param socket the accepted socket, which may be under TLS
	 */
	ReplyOutput(ListenerMetrics metrics, PolledSocket socket) {
		this.metrics = metrics;
		this.socket = socket;
	}

	/**
	 * Begin to write.
	 * @param opened what the connection writes to
	 */
	synchronized void open(ReplySink opened) {
		this.sink = opened;
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

	/**
	 * Write a frame. What is large together with those before it is sent.
	 * @param framing how messages stand in the output
	 * @param message what the framing can carry
	 * @throws IOException if the connection broke; after any other failure nothing of the
	 * frame is left behind, or the output {@link #isTorn() is torn}
	 */
	synchronized void write(Framing framing, byte[] message) throws IOException {
		int begin = this.buffer.position();
		int writesBefore = this.writes;
		try {
			framing.write(message, this);
		}
		catch (RuntimeException | Error ex) {
			takeBack(begin, writesBefore);
			throw ex;
		}
		replyWritten();
	}

	private void takeBack(int begin, int writesBefore) {
		if (this.writes != writesBefore) {
			tear();
		}
		else if (this.holding && begin > 0) {
			this.buffer.position(begin);
		}
		else {
			discardHeld();
		}
	}

	/**
	 * Write nothing more, as the client would take it for the rest of what is missing.
	 */
	private void tear() {
		this.torn = true;
		discard();
	}

	/**
	 * Whether a part of what was written is missing, so that the connection must be
	 * closed. Any thread.
	 */
	boolean isTorn() {
		return this.torn;
	}

	@Override
	public synchronized void write(int b) throws IOException {
		room().put((byte) b);
	}

	@Override
	public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
		int end = offset + length;
		int from = offset;
		while (!this.holding && end - from > BufferPool.SIZE) {
			// who does not read a long reply is not to hold a buffer beside it
			send(ByteBuffer.wrap(bytes, from, BufferPool.SIZE));
			from += BufferPool.SIZE;
		}
		while (from < end) {
			ByteBuffer target = room();
			int piece = Math.min(end - from, target.remaining());
			target.put(bytes, from, piece);
			from += piece;
		}
	}

	/**
	 * A buffer with room for a byte at least, which is going to be used.
	 */
	private ByteBuffer room() throws IOException {
		if (!this.buffer.hasRemaining()) {
			flush();
			this.buffer = this.sink.take();
			this.holding = true;
		}
		return this.buffer;
	}

	private void replyWritten() throws IOException {
		if (this.buffer.position() >= ENOUGH) {
			flush();
		}
	}

	@Override
	public synchronized void flush() throws IOException {
		if (!this.holding) {
			return;
		}
		ByteBuffer held = this.buffer;
		ReplySink lender = this.sink;
		// first, so that a write that failed is not tried again when the connection ends
		holdNothing();
		this.flushes++;
		try {
			send(held.flip());
		}
		finally {
			lender.giveBack(held);
		}
	}

	/**
	 * The connection is closed: drop what is held back.
	 */
	@Override
	public synchronized void close() {
		discard();
	}

	private void discard() {
		discardHeld();
		this.sink.close();
		this.sink = ReplySink.CLOSED;
	}

	private void discardHeld() {
		if (this.holding) {
			this.sink.giveBack(this.buffer);
			holdNothing();
		}
	}

	private void holdNothing() {
		this.buffer = NONE;
		this.holding = false;
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

	private void send(ByteBuffer bytes) throws IOException {
		int length = bytes.remaining();
		try {
			this.writes++;
			this.writing = true;
			this.pinned = bytes.capacity();
			this.broken = true;
			this.sink.write(bytes);
			this.broken = false;
		}
		catch (RuntimeException | Error ex) {
			// unlike with a connection that broke, nobody else would notice
			tear();
			throw ex;
		}
		finally {
			this.pinned = 0;
			this.writing = false;
		}
		this.sent += length;
		this.metrics.bytesSent(length);
	}

	/**
	 * How much it holds and could give back. Any thread.
	 * @return bytes, which may have been true a moment ago
	 */
	int held() {
		return (this.holding ? this.buffer.capacity() : 0) + this.pinned;
	}

	/**
	 * Whether a write is under way or has failed. Any thread.
	 */
	boolean hasUnfinishedWrite() {
		return this.writing || this.broken;
	}

	/**
	 * Whether whoever writes has to wait for the client, as somebody does already. Any
	 * thread.
	 */
	boolean isBlocked() {
		return this.socket.blockedSince() != 0;
	}

	/**
	 * Tell the client that there is no more, once. TLS writes that too, which may have to
	 * wait.
	 * @param socket what the connection writes to
	 */
	synchronized void end(Socket socket) throws IOException {
		try {
			this.writing = true;
			// TLS 1.2 ends it with the client's
			if (!socket.isOutputShutdown()) {
				socket.shutdownOutput();
			}
		}
		finally {
			this.writing = false;
		}
	}

}

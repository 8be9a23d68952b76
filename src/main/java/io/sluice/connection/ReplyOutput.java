package io.sluice.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;

import io.sluice.framing.BrokenFramingException;
import io.sluice.process.BufferPool;
import io.sluice.socket.PolledSocket;
import io.sluice.socket.WriteClaim;
import io.sluice.spi.Framing;
import io.sluice.telemetry.ListenerMetrics;

/**
 * A connection's corked output: bytes are held back until {@link #flush()}, so that the
 * replies to pipelined requests leave together. A frame is written completely or not at
 * all. After a part of a frame has left without the rest, nothing may follow.
 */
final class ReplyOutput extends OutputStream {

	/**
	 * The size from which replies are flushed at once: a system call then costs little
	 * compared with copying.
	 */
	private static final int ENOUGH = 32 * 1024;

	private static final ByteBuffer NONE = ByteBuffer.allocate(0);

	private final ListenerMetrics metrics;

	private final PolledSocket socket;

	/**
	 * The turn to write. It does not belong to a thread: one thread may begin a frame,
	 * and another finish it.
	 */
	private final Semaphore turn = new Semaphore(1);

	private ReplySink sink = ReplySink.NOT_OPEN;

	/** A buffer of the sink while bytes are held back, {@link #NONE} otherwise. */
	private ByteBuffer buffer = NONE;

	/** Whether bytes are held back; for threads without the turn. */
	private volatile boolean holding;

	private volatile int flushes;

	/** The number of bytes written. Not volatile: a stale value does no harm. */
	private long sent;

	/** Whether this output is in the flusher's queue. */
	private volatile boolean queued;

	/** The value of {@link #flushes} when the output was queued. */
	private int flushesWhenQueued;

	/** Whether a write has failed. Not volatile: a stale value does no harm. */
	private boolean broken;

	/** The number of writes that have begun. */
	private int writes;

	/** Whether a frame was written only in part. */
	private volatile boolean torn;

	/**
	 * The bytes held by the write in progress. Not volatile: a stale value does no harm.
	 */
	private int pinned;

	private volatile boolean writing;

	/**
	 * Create an output that is not open yet.
	 * @param metrics counts the bytes written
	 * @param socket the accepted socket, also below TLS
	 */
	ReplyOutput(ListenerMetrics metrics, PolledSocket socket) {
		this.metrics = metrics;
		this.socket = socket;
	}

	/**
	 * Open the output.
	 * @param opened the sink to write to
	 */
	void open(ReplySink opened) {
		awaitTurn();
		this.sink = opened;
		endTurn();
	}

	/**
	 * Wait until no other thread writes. Replies are written, flushed and discarded in a
	 * turn of their own.
	 */
	void awaitTurn() {
		this.turn.acquireUninterruptibly();
	}

	/**
	 * Take the turn if no thread writes. Does not wait.
	 * @return {@code false} if another thread writes
	 */
	boolean tryTurn() {
		return this.turn.tryAcquire();
	}

	/**
	 * End the turn, which may have been taken by another thread.
	 */
	void endTurn() {
		this.turn.release();
	}

	/**
	 * The number of bytes written. Any thread.
	 * @return bytes
	 */
	long sentBytes() {
		return this.sent;
	}

	/**
	 * Whether replies are held back. Any thread.
	 * @return {@code true} until the next flush
	 */
	boolean isHolding() {
		return this.holding;
	}

	/**
	 * Write a frame. The frames held back are sent once they are large together.
	 * @param framing the framing
	 * @param message a message that the framing can carry
	 * @throws IOException if the connection broke. After any other failure nothing of the
	 * frame is left, or the output {@link #isTorn() is torn}
	 */
	void write(Framing framing, byte[] message) throws IOException {
		awaitTurn();
		try {
			append(framing, message);
			flushIfLarge();
		}
		finally {
			endTurn();
		}
	}

	/**
	 * Write a frame and send it at once, as {@link #write(Framing, byte[])} and
	 * {@link #flush()} do. No other thread can flush in between, and meet the failure.
	 */
	void writeThrough(Framing framing, byte[] message) throws IOException {
		awaitTurn();
		try {
			append(framing, message);
			flushHeld();
		}
		finally {
			endTurn();
		}
	}

	private void append(Framing framing, byte[] message) throws IOException {
		int begin = this.buffer.position();
		int writesBefore = this.writes;
		try {
			framing.write(message, this);
		}
		catch (RuntimeException ex) {
			rollBack(begin, writesBefore);
			throw BrokenFramingException.ofOutput(framing, ex);
		}
		catch (Error ex) {
			rollBack(begin, writesBefore);
			throw ex;
		}
	}

	/**
	 * Write a frame that is not a reply.
	 * @param frame the bytes of the frame
	 */
	void writeInTurn(byte[] frame) throws IOException {
		awaitTurn();
		try {
			write(ByteBuffer.wrap(frame), WriteClaim.NONE);
		}
		finally {
			endTurn();
		}
	}

	/**
	 * Write a frame that is not a reply, or the rest of one, unless it is withdrawn
	 * before its first byte has left. Replies that are held back leave first. The caller
	 * has the turn.
	 * @param frame the bytes of the frame from position to limit
	 * @param claim asked whether the frame is still to be written
	 * @return {@code false} if it was withdrawn
	 * @throws IOException if the connection broke
	 */
	boolean write(ByteBuffer frame, WriteClaim claim) throws IOException {
		flushHeld();
		return send(frame, claim, true);
	}

	/**
	 * Write as much of a frame that is not a reply as needs no wait. The caller has the
	 * turn, and keeps it until the rest of a frame that has been begun is written.
	 * @param frame the bytes of the frame; its position tells how much was written
	 * @param claim asked whether the frame is still to be written
	 * @throws IOException if the connection broke
	 */
	void tryWrite(ByteBuffer frame, WriteClaim claim) throws IOException {
		if (!this.holding) {
			send(frame, claim, false);
		}
	}

	/**
	 * Have a write that waits for the client make another attempt. Any thread.
	 */
	void wakeWriter() {
		this.socket.nudgeWriter();
	}

	private void rollBack(int begin, int writesBefore) {
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
	 * Write nothing more: the client would read it as the rest of the missing frame. The
	 * caller has the turn.
	 */
	void tear() {
		this.torn = true;
		discard();
	}

	/**
	 * Whether a frame was written only in part, so that the connection must be closed.
	 * Any thread.
	 */
	boolean isTorn() {
		return this.torn;
	}

	/**
	 * Called by framings, in the turn of their frame.
	 */
	@Override
	public void write(int b) throws IOException {
		room().put((byte) b);
	}

	/**
	 * Called by framings, in the turn of their frame.
	 */
	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		int end = offset + length;
		int from = offset;
		while (!this.holding && end - from > BufferPool.SIZE) {
			// a client that does not read a long reply must not hold a buffer as well
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
	 * The buffer, with room for at least one byte. The caller must write into it.
	 */
	private ByteBuffer room() throws IOException {
		if (!this.buffer.hasRemaining()) {
			flushHeld();
			this.buffer = this.sink.take();
			this.holding = true;
		}
		return this.buffer;
	}

	private void flushIfLarge() throws IOException {
		if (this.buffer.position() >= ENOUGH) {
			flushHeld();
		}
	}

	/**
	 * Send what is held back. If nothing is, the caller does not wait for its turn.
	 */
	@Override
	public void flush() throws IOException {
		if (!this.holding) {
			return;
		}
		awaitTurn();
		try {
			flushHeld();
		}
		finally {
			endTurn();
		}
	}

	// counted in the turn only
	@SuppressWarnings("NonAtomicVolatileUpdate")
	private void flushHeld() throws IOException {
		if (!this.holding) {
			return;
		}
		ByteBuffer held = this.buffer;
		ReplySink lender = this.sink;
		// before the write, so that a failed write is not repeated when the connection
		// ends
		clearBuffer();
		this.flushes++;
		try {
			send(held.flip());
		}
		finally {
			lender.release(held);
		}
	}

	/**
	 * Discard the bytes held back, because the connection is closed.
	 */
	@Override
	public void close() {
		awaitTurn();
		try {
			discard();
		}
		finally {
			endTurn();
		}
	}

	/**
	 * Release what is charged besides the bytes held back, because the connection is
	 * closed. Does not wait for the turn.
	 */
	void releaseCharge() {
		this.sink.close();
	}

	private void discard() {
		discardHeld();
		this.sink.close();
		this.sink = ReplySink.CLOSED;
	}

	private void discardHeld() {
		if (this.holding) {
			this.sink.release(this.buffer);
			clearBuffer();
		}
	}

	private void clearBuffer() {
		this.buffer = NONE;
		this.holding = false;
	}

	/**
	 * Whether this output is in the flusher's queue.
	 */
	boolean isQueued() {
		return this.queued;
	}

	/**
	 * Record that the output is in the flusher's queue.
	 */
	void markQueued() {
		this.flushesWhenQueued = this.flushes;
		this.queued = true;
	}

	/**
	 * Record that the output has left the flusher's queue.
	 */
	void unmarkQueued() {
		this.queued = false;
	}

	/**
	 * Whether the output has been flushed since it was queued.
	 */
	boolean isFlushedSinceQueued() {
		return this.flushesWhenQueued != this.flushes;
	}

	private void send(ByteBuffer bytes) throws IOException {
		send(bytes, WriteClaim.NONE, true);
	}

	/**
	 * Send bytes.
	 * @param waiting whether to wait for the client to read
	 * @return whether all of them have been sent
	 */
	private boolean send(ByteBuffer bytes, WriteClaim claim, boolean waiting) throws IOException {
		int begin = bytes.position();
		try {
			this.writes++;
			this.writing = true;
			this.pinned = bytes.capacity();
			this.broken = true;
			if (waiting) {
				this.sink.write(bytes, claim);
			}
			else {
				this.sink.tryWrite(bytes, claim);
			}
			this.broken = false;
		}
		catch (RuntimeException | Error ex) {
			// unlike a broken connection, no other part would notice
			tear();
			throw ex;
		}
		finally {
			if (waiting || this.broken || bytes.position() == begin || !bytes.hasRemaining()) {
				this.pinned = 0;
				this.writing = false;
			}
		}
		int length = bytes.position() - begin;
		if (length > 0) {
			this.sent += length;
			this.metrics.bytesSent(length);
		}
		return !bytes.hasRemaining();
	}

	/**
	 * The memory that the output holds and could release. Any thread.
	 * @return bytes, possibly a stale value
	 */
	int held() {
		return (this.holding ? this.buffer.capacity() : 0) + this.pinned;
	}

	/**
	 * Whether a write is in progress or has failed. Any thread.
	 */
	boolean hasUnfinishedWrite() {
		return this.writing || this.broken;
	}

	/**
	 * Whether a write has failed, so that the client may have received a part of it. Any
	 * thread.
	 */
	boolean isBroken() {
		return this.broken;
	}

	/**
	 * Whether a write waits for the client, so that any other write would wait too. Any
	 * thread.
	 */
	boolean isBlocked() {
		return this.socket.blockedSince() != 0;
	}

	/**
	 * End the output once. TLS writes a close message, which may block.
	 * @param socket the socket to end
	 */
	void end(Socket socket) throws IOException {
		awaitTurn();
		try {
			this.writing = true;
			// TLS 1.2 ends the output together with the client's
			if (!socket.isOutputShutdown()) {
				socket.shutdownOutput();
			}
		}
		finally {
			this.writing = false;
			endTurn();
		}
	}

}

package io.sluice.connection;

import java.io.IOException;

import io.sluice.CloseReason;
import io.sluice.TcpSession;
import io.sluice.framing.RawFraming;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.spi.Framing;
import io.sluice.spi.RefusedException;
import io.sluice.telemetry.RecentEvents;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Writes the replies, error replies and pushes of one connection to its output.
 */
@RequiredArgsConstructor
final class ReplyWriter {

	private static final Framing UNFRAMED = new RawFraming(1 << 30);

	private final ListenerContext listener;

	private final ConnectionStreams streams;

	/**
	 * The reason to close the connection after the current reply. Written by the thread
	 * that answers a request, read before the next request.
	 */
	private @Nullable CloseReason reasonToClose;

	/** The pushes that wait; {@code null} until there is a first one. */
	private volatile @Nullable PushQueue pushes;

	/** The payload size of the latest reply or error reply; used by the same threads. */
	private int size;

	/**
	 * The pushes that wait, or {@code null} if there never was one. Any thread.
	 */
	@Nullable PushQueue pushes() {
		return this.pushes;
	}

	/**
	 * Create the queue of pushes, unless there is one. Any thread.
	 * @param session the session that they belong to
	 * @param recent records them, or {@code null}
	 */
	synchronized PushQueue pushes(ConnectionContext connection, TcpSession session, @Nullable RecentEvents recent) {
		PushQueue current = this.pushes;
		if (current == null) {
			current = new PushQueue(this.listener, connection, this.streams.output(), session, recent);
			this.pushes = current;
		}
		return current;
	}

	/**
	 * The reason to close the connection after what has been written.
	 * @return the close reason, or {@code null} to go on
	 */
	@Nullable CloseReason reasonToClose() {
		return this.reasonToClose;
	}

	/**
	 * The payload size of the reply or error reply written since the last call.
	 * @return bytes, or 0 if nothing was written
	 */
	int takeSize() {
		int taken = this.size;
		this.size = 0;
		return taken;
	}

	/**
	 * Write a reply or an error reply, if there is one.
	 * @return the outcome for the metrics
	 */
	String write(EncodedReply reply) throws IOException {
		if (reply.closeReason() == CloseReason.MEMORY_LIMIT) {
			throw noMemory("a finished reply");
		}
		byte[] bytes = reply.bytes();
		if (bytes != null) {
			writePushes();
			this.size = bytes.length;
			if (reply.error()) {
				write(bytes);
			}
			else {
				writeCounted(bytes);
			}
		}
		if (reply.closeReason() != null) {
			this.reasonToClose = reply.closeReason();
		}
		return reply.outcome();
	}

	/**
	 * Write a long reply, charged to the budget until the operating system has taken it.
	 */
	private void writeCounted(byte[] bytes) throws IOException {
		MemoryBudget budget = this.listener.resources().memory();
		if (!budget.isWorthCounting(bytes.length)) {
			write(bytes);
			return;
		}
		if (!budget.tryTake(MemoryKind.REPLIES, bytes.length)) {
			throw noMemory("a reply of %d bytes".formatted(bytes.length));
		}
		try {
			write(bytes);
		}
		finally {
			budget.release(MemoryKind.REPLIES, bytes.length);
		}
	}

	private static RefusedException noMemory(String what) {
		return new RefusedException(CloseReason.MEMORY_LIMIT, "there is no memory left for " + what, null);
	}

	/**
	 * Send a push; returns when the operating system has taken it. Any thread.
	 * @param bytes the result of {@link ReplyEncoder#encode}
	 */
	void push(byte[] bytes) throws IOException {
		writePushes();
		this.streams.output().writeThrough(this.streams.reader().framing(), bytes);
	}

	/**
	 * Write bytes that are no message of the framing.
	 */
	void writeUnframed(byte[] bytes) throws IOException {
		writePushes();
		this.size = bytes.length;
		this.streams.output().write(UNFRAMED, bytes);
	}

	/**
	 * Write the pushes that came before what is written next.
	 */
	private void writePushes() throws IOException {
		PushQueue before = this.pushes;
		if (before != null) {
			before.writeWaiting();
		}
	}

	private void write(byte[] bytes) throws IOException {
		this.streams.output().write(this.streams.reader().framing(), bytes);
	}

}

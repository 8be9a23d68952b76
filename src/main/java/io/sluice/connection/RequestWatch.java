package io.sluice.connection;

import io.sluice.CloseReason;
import io.sluice.telemetry.Phase;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * The requests in progress of a connection, for other threads. They see what the
 * connection is doing; the sweeper ends requests at their deadlines, and the thread that
 * closes the connection ends them with the connection.
 */
@RequiredArgsConstructor
abstract class RequestWatch {

	private final ConnectionContext connection;

	private final ConnectionStreams streams;

	/** Whether a frame is being read. Not volatile: a stale value does no harm. */
	private boolean reading;

	/**
	 * Whether the input ended inside a frame. Not volatile: a stale value does no harm.
	 */
	private boolean frameBroken;

	/**
	 * Record that a frame is being read. Called by the connection's thread.
	 */
	void beginFrame() {
		this.reading = true;
	}

	/**
	 * Record that a frame has been read. Called by the connection's thread.
	 */
	void endFrame() {
		this.reading = false;
	}

	/**
	 * Record that the input is not a whole frame. Called by the connection's thread.
	 */
	void breakFrame() {
		this.frameBroken = true;
	}

	/**
	 * The route of the latest request. Any thread.
	 */
	abstract @Nullable String route();

	/**
	 * The payload of the latest request in progress. Any thread.
	 * @throws IllegalStateException if there is none
	 */
	abstract byte[] payload();

	/**
	 * The number of requests that are being handled. Any thread.
	 */
	abstract int handled();

	/**
	 * Whether a request is being handled, or its reply is being written. Any thread.
	 */
	abstract boolean isAnswering();

	/**
	 * Whether the targets of all requests have answered, and a reply has not been written
	 * yet. Any thread.
	 */
	abstract boolean isReplying();

	/**
	 * The phase of the connection. Any thread.
	 */
	final Phase phase() {
		if (this.connection.lifecycle().isOpening()) {
			return Phase.HANDSHAKE;
		}
		if (this.frameBroken) {
			return Phase.FRAME;
		}
		ReplyOutput output = this.streams.output();
		if (output.hasUnfinishedWrite()) {
			return Phase.REPLY;
		}
		if (handled() > 0) {
			return Phase.REQUEST;
		}
		if (output.isHolding()) {
			return Phase.REPLY;
		}
		return (this.reading && !this.streams.frames().isEmpty()) ? Phase.FRAME : Phase.IDLE;
	}

	/**
	 * Whether the client has reset the connection while a request is at a target and no
	 * thread reads. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 */
	abstract boolean isReset(long now);

	/**
	 * Check the deadlines of the requests in progress. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 */
	abstract void checkDeadlines(long now);

	/**
	 * End the requests in progress, because the connection has been closed. Any thread.
	 * @param reason what closed it
	 */
	abstract void disconnect(CloseReason reason);

}

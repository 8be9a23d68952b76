package io.sluice.telemetry;

import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

import io.sluice.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Receives the events of one listener. Called by many threads for every message: an
 * implementation must not block, and must keep meters instead of looking them up.
 */
public interface ListenerMetrics {

	/** Counts nothing. */
	ListenerMetrics NONE = new ListenerMetrics() {

	};

	/** The {@code outcome} of a request that was answered without an error. */
	String OK = "ok";

	/**
	 * The {@code outcome} of a request that was dropped, because a reply before its own
	 * has closed the connection.
	 */
	String DROPPED = "dropped";

	/**
	 * A connection has been accepted.
	 */
	default void connectionOpened() {
	}

	/**
	 * A connection has ended.
	 * @param reason the close reason
	 * @param nanos how long it was open
	 */
	default void connectionClosed(CloseReason reason, long nanos) {
	}

	/**
	 * Register the source of the state of the listener.
	 * @param listening whether the listener listens; polled from time to time
	 */
	default void listening(BooleanSupplier listening) {
	}

	/**
	 * Register the source of the connection limit.
	 * @param max the lowest of the listener's own limit, the limit of its pool and the
	 * limit of the process
	 */
	default void maxConnections(IntSupplier max) {
	}

	/**
	 * Register the source of the number of requests in progress.
	 * @param count counts them; polled from time to time, not per message
	 */
	default void activeRequests(IntSupplier count) {
	}

	/**
	 * Register the source of the number of requests that ended before their targets.
	 * @param count counts them; polled from time to time
	 */
	default void outstandingRequests(IntSupplier count) {
	}

	/**
	 * A client has been rejected.
	 * @param reason the close reason
	 */
	default void connectionRejected(CloseReason reason) {
	}

	/**
	 * A TLS handshake has ended.
	 * @param protocol the negotiated version, or {@code null} for none
	 * @param outcome {@link #OK} or the tag of a close reason
	 * @param nanos the duration
	 */
	default void handshakeEnded(@Nullable String protocol, String outcome, long nanos) {
	}

	/**
	 * Register the source of the number of connections that a drain still waits for.
	 * @param count counts them; zero if there is no drain
	 */
	default void drainRemaining(IntSupplier count) {
	}

	/**
	 * Register the source of the state of accepting.
	 * @param reason the reason for a pause
	 * @param paused whether accepting is paused for that reason; polled from time to time
	 */
	default void acceptPaused(String reason, BooleanSupplier paused) {
	}

	/**
	 * Register the source of the leadership of a listener that only one process serves.
	 * @param leading whether this process does; polled from time to time
	 */
	default void leading(BooleanSupplier leading) {
	}

	/**
	 * A request has ended.
	 * @param route the name of its route, or {@code null} if no route matched
	 * @param outcome {@link #OK} or the tag of an error code
	 * @param nanos the duration
	 */
	default void requestEnded(@Nullable String route, String outcome, long nanos) {
	}

	/**
	 * A request is sent to its target again, by the failure policy of its route.
	 * @param route the name of its route
	 */
	default void requestRetried(String route) {
	}

	/**
	 * A request is sent to the fallback of its route.
	 * @param route the name of its route
	 */
	default void fallbackUsed(String route) {
	}

	/**
	 * A request that has failed for good has been put to the dead letters, or is lost.
	 * @param kept whether it has been stored there
	 */
	default void deadLetterEnded(boolean kept) {
	}

	/**
	 * The input was not a frame.
	 * @param outcome the tag of an error code
	 */
	default void frameRejected(String outcome) {
	}

	/**
	 * A reply was dropped because it came too late, or because the request already had a
	 * reply.
	 */
	default void replyDropped() {
	}

	/**
	 * Bytes have been read.
	 * @param count the number of bytes
	 */
	default void bytesReceived(int count) {
	}

	/**
	 * Bytes have been written.
	 * @param count the number of bytes
	 */
	default void bytesSent(int count) {
	}

}

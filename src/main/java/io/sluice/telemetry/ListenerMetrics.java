package io.sluice.telemetry;

import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

import io.sluice.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Receives what happens on one listener. Called on the hot path by many threads: an
 * implementation neither blocks nor looks anything up that it could have kept.
 */
public interface ListenerMetrics {

	/** Counts nothing. */
	ListenerMetrics NONE = new ListenerMetrics() {

	};

	/** The {@code outcome} of a request that was served. */
	String OK = "ok";

	/**
	 * A connection was accepted.
	 */
	default void connectionOpened() {
	}

	/**
	 * A connection ended.
	 * @param reason why
	 * @param nanos how long it was open
	 */
	default void connectionClosed(CloseReason reason, long nanos) {
	}

	/**
	 * How to find out whether the listener listens; asked now and then.
	 * @param listening whether it does
	 */
	default void listening(BooleanSupplier listening) {
	}

	/**
	 * How many connections it may have.
	 * @param max the listener's own limit, that of its pool or that of the process,
	 * whichever is the lowest
	 */
	default void maxConnections(int max) {
	}

	/**
	 * How to find out how many requests are being handled; asked now and then, not on the
	 * hot path.
	 * @param count counts them
	 */
	default void activeRequests(IntSupplier count) {
	}

	/**
	 * How to find out how many requests have ended whose targets still run; asked now and
	 * then.
	 * @param count counts them
	 */
	default void outstandingRequests(IntSupplier count) {
	}

	/**
	 * A client was not let in.
	 * @param reason why
	 */
	default void connectionRejected(CloseReason reason) {
	}

	/**
	 * A TLS handshake has ended.
	 * @param protocol the version agreed on, or {@code null} for none
	 * @param outcome {@link #OK} or a close reason's tag
	 * @param nanos how long it took
	 */
	default void handshakeEnded(@Nullable String protocol, String outcome, long nanos) {
	}

	/**
	 * How to find out how many connections a drain still waits for.
	 * @param count counts them; zero where nothing drains
	 */
	default void drainRemaining(IntSupplier count) {
	}

	/**
	 * How to find out whether accepting is paused; asked now and then.
	 * @param reason what it may be paused for
	 * @param paused whether it is
	 */
	default void acceptPaused(String reason, BooleanSupplier paused) {
	}

	/**
	 * A request has ended.
	 * @param route its route's name, or {@code null} where none was found
	 * @param outcome {@link #OK} or an error code's tag
	 * @param nanos how long it took
	 */
	default void requestEnded(@Nullable String route, String outcome, long nanos) {
	}

	/**
	 * What came in was no request.
	 * @param outcome an error code's tag
	 */
	default void frameRejected(String outcome) {
	}

	/**
	 * A reply came too late, or was one too many.
	 */
	default void replyDropped() {
	}

	/**
	 * Bytes were read.
	 * @param count how many
	 */
	default void bytesReceived(int count) {
	}

	/**
	 * Bytes were written.
	 * @param count how many
	 */
	default void bytesSent(int count) {
	}

}

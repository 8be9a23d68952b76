package io.sluice.connection;

import java.util.EnumSet;
import java.util.Set;

import io.sluice.ErrorCode;
import io.sluice.spi.DeadLetters;
import io.sluice.spi.TcpError;
import io.sluice.telemetry.ListenerMetrics;
import lombok.RequiredArgsConstructor;

import org.springframework.messaging.Message;

/**
 * Hands requests that fail for good to the dead letters of their routes. Any thread.
 */
@RequiredArgsConstructor
final class FailedRequests {

	/** After these errors, a client sends the request again. */
	private static final Set<ErrorCode> TEMPORARY = EnumSet.of(ErrorCode.BUSY, ErrorCode.RATE_LIMITED,
			ErrorCode.TIMEOUT, ErrorCode.UPSTREAM_UNAVAILABLE);

	private final DeadLetters letters;

	private final ListenerMetrics metrics;

	/**
	 * Whether a request that fails in this way has failed for good.
	 * @param error why it has failed
	 * @param answered whether the client gets an answer; otherwise it does not send the
	 * request again
	 */
	static boolean isForGood(TcpError error, boolean answered) {
		return !(answered && TEMPORARY.contains(error.code()));
	}

	/**
	 * Keep a request.
	 * @param request the request as the client sent it
	 * @param error why it has failed
	 */
	void keep(Message<byte[]> request, TcpError error) {
		try {
			this.letters.add(request, error)
				.whenComplete((kept, failure) -> this.metrics.deadLetterEnded(failure == null));
		}
		catch (Throwable ex) {
			// such as no memory for a thread
			this.metrics.deadLetterEnded(false);
		}
	}

}

package io.sluice.upstream;

import io.sluice.ErrorCode;
import io.sluice.SluiceHeaders;
import io.sluice.TcpHandlerException;
import io.sluice.telemetry.UpstreamJournal;
import io.sluice.telemetry.UpstreamOutcome;
import io.sluice.upstream.UpstreamException.Failure;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Records what becomes of the requests to an upstream, and refuses them while it is
 * suspended.
 */
@RequiredArgsConstructor
public final class RequestRecorder {

	/** The route of a message that comes from no listener. */
	private static final String NO_ROUTE = "none";

	private final UpstreamJournal journal;

	/**
	 * Refuse a request if the upstream is suspended.
	 * @param request the request
	 * @return the failure of the request, or {@code null} if it may be sent
	 */
	public @Nullable UpstreamException refuse(Message<?> request) {
		if (!this.journal.isSuspended()) {
			return null;
		}
		this.journal.recordRequest(route(request), UpstreamOutcome.SUSPENDED, System.nanoTime());
		return new UpstreamException(Failure.NOT_SENT, "the upstream is suspended", null);
	}

	/**
	 * Record a request that has ended. A request whose content cannot be sent to any
	 * upstream is not recorded.
	 * @param request the request
	 * @param start when it began, of {@link System#nanoTime()}
	 * @param failure why it has failed, or {@code null}
	 */
	public void record(Message<?> request, long start, @Nullable Throwable failure) {
		UpstreamOutcome outcome = outcome(failure);
		if (outcome == null) {
			return;
		}
		this.journal.recordRequest(route(request), outcome, start);
		if (failure != null && outcome.isFailure()) {
			this.journal.recordError(UpstreamException.describe(failure));
		}
	}

	private static String route(Message<?> request) {
		return (request.getHeaders().get(SluiceHeaders.ROUTE) instanceof String route) ? route : NO_ROUTE;
	}

	private static @Nullable UpstreamOutcome outcome(@Nullable Throwable failure) {
		return switch (failure) {
			case null -> UpstreamOutcome.OK;
			case UpstreamException upstream -> outcome(upstream.failure());
			case TcpHandlerException answer when answer.getCode().equals(ErrorCode.BUSY) -> UpstreamOutcome.BUSY;
			case TcpHandlerException answer when answer.getCode().equals(ErrorCode.BAD_PAYLOAD) -> null;
			default -> UpstreamOutcome.ERROR;
		};
	}

	private static UpstreamOutcome outcome(Failure failure) {
		return switch (failure) {
			case NOT_SENT -> UpstreamOutcome.UNAVAILABLE;
			case UNANSWERED -> UpstreamOutcome.UNANSWERED;
			case FAILED -> UpstreamOutcome.FAILED;
			case REFUSED -> UpstreamOutcome.REFUSED;
		};
	}

}

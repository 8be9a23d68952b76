package io.sluice.upstream;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import org.jspecify.annotations.Nullable;

/**
 * A request that an upstream has not answered, with what is known of it. That decides
 * whether the request may be sent again.
 */
final class UpstreamException extends TcpHandlerException {

	private static final long serialVersionUID = 1L;

	private final Failure failure;

	/**
	 * Create an exception.
	 * @param failure what is known of the request
	 * @param message one sentence for the client, without addresses and secrets
	 * @param cause the cause, for the log, or {@code null}
	 */
	UpstreamException(Failure failure, String message, @Nullable Throwable cause) {
		super((failure == Failure.REFUSED) ? ErrorCode.UPSTREAM_REFUSED : ErrorCode.UPSTREAM_UNAVAILABLE, message);
		this.failure = failure;
		if (cause != null) {
			initCause(cause);
		}
	}

	/**
	 * What is known of the request.
	 */
	Failure failure() {
		return this.failure;
	}

	/**
	 * Describe a failure as in the log: the cause names the address and holds no secret.
	 */
	static String describe(Throwable failure) {
		Throwable cause = failure.getCause();
		String message = String.valueOf(failure.getMessage());
		return (cause == null) ? message : message + ": "
				+ ((cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getSimpleName());
	}

	/** What is known of a request that an upstream has not answered. */
	enum Failure {

		/** The upstream has not received the request. */
		NOT_SENT,

		/** The upstream may have received the request and has not answered it. */
		UNANSWERED,

		/** The upstream has answered that it failed, such as by an HTTP status 5xx. */
		FAILED,

		/** The upstream has refused the request, such as by an HTTP status 4xx. */
		REFUSED

	}

}

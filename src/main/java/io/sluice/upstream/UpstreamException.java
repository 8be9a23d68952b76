package io.sluice.upstream;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import org.jspecify.annotations.Nullable;

/**
 * A request that an upstream has not answered, with what is known of it. That decides
 * whether the request may be sent again.
 */
public final class UpstreamException extends TcpHandlerException {

	private static final long serialVersionUID = 1L;

	private final Failure failure;

	/**
	 * Create an exception.
	 * @param failure what is known of the request
	 * @param message one sentence for the client, without addresses and secrets
	 * @param cause the cause, for the log, or {@code null}
	 */
	public UpstreamException(Failure failure, String message, @Nullable Throwable cause) {
		this((failure == Failure.REFUSED) ? ErrorCode.UPSTREAM_REFUSED : ErrorCode.UPSTREAM_UNAVAILABLE, failure,
				message, cause);
	}

	private UpstreamException(ErrorCode code, Failure failure, String message, @Nullable Throwable cause) {
		super(code, message);
		this.failure = failure;
		if (cause != null) {
			initCause(cause);
		}
	}

	/**
	 * A record that a broker has received, as far as is known, and not confirmed. Its
	 * error code is {@code TIMEOUT}, as for a request that is not answered in time.
	 * @param message one sentence for the client, without addresses and secrets
	 * @param cause the cause, for the log, or {@code null}
	 * @return the exception
	 */
	public static UpstreamException unconfirmed(String message, @Nullable Throwable cause) {
		return new UpstreamException(ErrorCode.TIMEOUT, Failure.UNANSWERED, message, cause);
	}

	/**
	 * What is known of the request.
	 * @return the kind of the failure
	 */
	public Failure failure() {
		return this.failure;
	}

	/**
	 * Describe a failure as in the log: the cause names the address and holds no secret.
	 * @param failure the failure
	 * @return its message and that of its cause
	 */
	public static String describe(Throwable failure) {
		Throwable cause = failure.getCause();
		String message = String.valueOf(failure.getMessage());
		return (cause == null) ? message : message + ": "
				+ ((cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getSimpleName());
	}

	/** What is known of a request that an upstream has not answered. */
	public enum Failure {

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

package io.sluice.upstream;

/**
 * What a failed attempt means for the failure policy.
 */
public enum FailureKind {

	/** The target has not received the request. */
	NOT_SENT(true, true),

	/** The target may have received the request and has not answered in time. */
	UNANSWERED(true, true),

	/** The target has answered that it failed. */
	FAILED(true, true),

	/** A handler threw an exception that is not meant for the client. */
	FAULT(true, true),

	/** An error that is the target's answer, such as {@code BAD_PAYLOAD}. */
	ANSWER(false, false),

	/** The circuit breaker is open, or the route has too many requests in flight. */
	REJECTED(false, true),

	/** The request's deadline has passed. */
	OVERDUE(true, false),

	/** The request has ended in another way, for example with its connection. */
	ENDED(false, false);

	private final boolean counted;

	private final boolean replaceable;

	FailureKind(boolean counted, boolean replaceable) {
		this.counted = counted;
		this.replaceable = replaceable;
	}

	/**
	 * Whether the circuit breaker counts a failure.
	 */
	boolean isCounted() {
		return this.counted;
	}

	/**
	 * Whether the fallback may answer instead.
	 */
	boolean isReplaceable() {
		return this.replaceable;
	}

}

package io.sluice.telemetry;

import java.util.Locale;

/**
 * What became of a request to an upstream.
 */
public enum UpstreamOutcome {

	/** The upstream has answered. */
	OK(true, false),

	/** The upstream has refused the request, such as by an HTTP status 4xx. */
	REFUSED(true, false),

	/** The upstream has answered that it failed, such as by an HTTP status 5xx. */
	FAILED(true, true),

	/** The request was sent, in whole or in part, and not answered. */
	UNANSWERED(false, true),

	/** The request was not sent. */
	UNAVAILABLE(false, true),

	/** The request was not sent, because too many others are in flight. */
	BUSY(false, true),

	/** The request was not sent, because an operator has suspended the upstream. */
	SUSPENDED(false, false),

	/** Anything else, such as a defect. */
	ERROR(false, true);

	private final String tag = name().toLowerCase(Locale.ROOT);

	private final boolean answered;

	private final boolean failure;

	UpstreamOutcome(boolean answered, boolean failure) {
		this.answered = answered;
		this.failure = failure;
	}

	/**
	 * The name in metrics.
	 */
	public String tag() {
		return this.tag;
	}

	/**
	 * Whether the upstream has answered, so that the duration shows its speed.
	 */
	public boolean isAnswered() {
		return this.answered;
	}

	/**
	 * Whether this is an error of the upstream.
	 */
	public boolean isFailure() {
		return this.failure;
	}

}

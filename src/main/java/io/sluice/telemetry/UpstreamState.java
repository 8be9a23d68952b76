package io.sluice.telemetry;

import java.util.Locale;

/**
 * The state of an upstream.
 */
public enum UpstreamState {

	/** All of its addresses can be used. */
	UP,

	/** Some of its addresses cannot be used, or all of them have failed recently. */
	DEGRADED,

	/** None of its addresses can be used. */
	DOWN,

	/** An operator has suspended it. */
	SUSPENDED;

	private final String tag = name().toLowerCase(Locale.ROOT);

	/**
	 * The name in metrics and responses.
	 */
	public String tag() {
		return this.tag;
	}

}

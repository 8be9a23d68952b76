package io.sluice.session;

import java.time.Duration;
import java.util.Arrays;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeats of a listener's sessions.
 */
@RequiredArgsConstructor
public final class HeartbeatPolicy {

	private final Duration every;

	private final PushFrame frame;

	/** What answers a heartbeat. */
	private final Answer answer;

	/** The answer, for {@link Answer#EXACT}. */
	private final byte @Nullable [] expected;

	private final int misses;

	/**
	 * The time without a byte sent after which a heartbeat is sent.
	 */
	Duration every() {
		return this.every;
	}

	PushFrame frame() {
		return this.frame;
	}

	/**
	 * The number of heartbeats without an answer after which a session is closed.
	 */
	int misses() {
		return this.misses;
	}

	Answer answer() {
		return this.answer;
	}

	boolean isExpected(byte[] message) {
		return Arrays.equals(message, this.expected);
	}

	/** What answers a heartbeat. */
	public enum Answer {

		/** Nothing is expected. */
		NONE,

		/** Any message. */
		ANY,

		/** One message, which is not routed as a request. */
		EXACT

	}

}

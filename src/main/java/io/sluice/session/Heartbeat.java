package io.sluice.session;

import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.session.HeartbeatPolicy.Answer;

/**
 * The heartbeats of one session. The sweeper sends them; the connection's thread reads
 * their answers.
 */
final class Heartbeat {

	private final HeartbeatPolicy policy;

	/** The heartbeats since the latest answer. */
	private final AtomicInteger missed = new AtomicInteger();

	/** The answers that may still come: a client may answer several heartbeats late. */
	private final AtomicInteger outstanding = new AtomicInteger();

	/** The bytes that had been sent at the latest sweep. Used by the sweeper. */
	private long sentBytes;

	/** When the sweeper has last seen that something was sent. Used by the sweeper. */
	private long since = System.nanoTime();

	Heartbeat(HeartbeatPolicy policy) {
		this.policy = policy;
	}

	PushFrame frame() {
		return this.policy.frame();
	}

	/**
	 * Look at a message of the client. Called by the connection's thread.
	 * @return whether it has answered a heartbeat and is not a request
	 */
	boolean accept(byte[] message) {
		if (this.outstanding.get() == 0 || this.policy.answer() == Answer.NONE) {
			return false;
		}
		if (this.policy.answer() == Answer.ANY) {
			this.missed.set(0);
			this.outstanding.set(0);
			return false;
		}
		if (!this.policy.isExpected(message)) {
			return false;
		}
		this.missed.set(0);
		this.outstanding.decrementAndGet();
		return true;
	}

	/**
	 * Find out what is due. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 * @param newSentBytes the bytes that have been sent until now
	 */
	Due due(long now, long newSentBytes) {
		if (newSentBytes != this.sentBytes) {
			this.sentBytes = newSentBytes;
			this.since = now;
		}
		if (remainingNanos(now) > 0) {
			return Due.NOTHING;
		}
		if (this.policy.answer() != Answer.NONE && this.missed.get() >= this.policy.misses()) {
			return Due.CLOSE;
		}
		this.since = now;
		this.missed.incrementAndGet();
		this.outstanding.incrementAndGet();
		return Due.SEND;
	}

	/**
	 * The time until something may be due. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 * @return nanoseconds
	 */
	long remainingNanos(long now) {
		return this.policy.every().toNanos() - (now - this.since);
	}

	/**
	 * Record that a heartbeat has not been sent, so that it gets no answer.
	 */
	void recordUnsent() {
		this.outstanding.updateAndGet((count) -> Math.max(0, count - 1));
	}

	/** What is due. */
	enum Due {

		/** Nothing. */
		NOTHING,

		/** A heartbeat. */
		SEND,

		/** The end of the session. */
		CLOSE

	}

}

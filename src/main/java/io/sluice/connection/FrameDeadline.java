package io.sluice.connection;

import java.time.Duration;

import lombok.RequiredArgsConstructor;

/**
 * The deadline of the frame that is being read, however slowly its bytes arrive. The
 * deadline of a message that ends with its stream begins again with every byte. A wait
 * for input has no timeout, because a timer for each piece of a frame is expensive: the
 * sweeper wakes the wait of a frame past its deadline. Used by the connection's thread
 * unless a method says otherwise.
 */
@RequiredArgsConstructor
final class FrameDeadline {

	/** The longest time that a frame may take. */
	private final Duration limit;

	/**
	 * The {@link System#nanoTime()} at which a frame was first found incomplete, or 0.
	 * Not volatile: a stale value does no harm.
	 */
	private long since;

	/**
	 * Check the deadline before a wait.
	 * @param midFrame whether a frame has begun and is not complete
	 */
	void check(boolean midFrame) throws LateFrameException {
		if (!midFrame) {
			this.since = 0;
		}
		else if (this.since == 0) {
			this.since = System.nanoTime();
		}
		else if (isPast(System.nanoTime())) {
			throw new LateFrameException(this.limit);
		}
	}

	/**
	 * Whether the deadline has passed. Any thread.
	 * @param now the current {@link System#nanoTime()}
	 */
	boolean isPast(long now) {
		long begin = this.since;
		return begin != 0 && now - begin >= this.limit.toNanos();
	}

	/**
	 * Begin again at the next wait, because a frame is complete or its deadline counts
	 * from the latest byte.
	 */
	void clear() {
		this.since = 0;
	}

}

package io.sluice.client;

/**
 * The send times of one connection of a load: the start, the end and, if the load has a
 * rate, the time of each message. Times are those of {@link System#nanoTime()}. The
 * schedule continues after a reconnect.
 */
final class Schedule {

	private final double interval;

	private final long start;

	private final long length;

	/** The time of the next message, after the start. */
	private double next;

	Schedule(LoadPlan plan, int connection, long start) {
		this.interval = plan.connections() * 1e9 / plan.rate();
		this.start = start;
		this.length = plan.duration().toNanos();
		this.next = plan.isPaced() ? this.interval * connection / plan.connections() : this.length;
	}

	long start() {
		return this.start;
	}

	long end() {
		return this.start + this.length;
	}

	boolean isOver() {
		return this.next >= this.length;
	}

	long next() {
		return this.start + (long) this.next;
	}

	void advance() {
		this.next += this.interval;
	}

	/**
	 * Skip messages that are more than one interval late.
	 * @return the number of messages
	 */
	long skipTo(long now) {
		long skipped = 0;
		while (!isOver() && now - next() > this.interval) {
			advance();
			skipped++;
		}
		return skipped;
	}

	/**
	 * Skip the remaining messages.
	 * @return the number of messages
	 */
	long skipToEnd() {
		long skipped = 0;
		while (!isOver()) {
			advance();
			skipped++;
		}
		return skipped;
	}

}

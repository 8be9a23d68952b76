package io.sluice.client;

/**
 * When one connection of a load sends: from when to when, and where the load has a rate
 * at which times messages are due. Times are of {@link System#nanoTime()}. Goes on where
 * the connection is opened again.
 */
final class Schedule {

	private final double interval;

	private final long start;

	private final long length;

	/** From the start. */
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

	/**
	 * Whether no message is due any more.
	 */
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
	 * Leave out what is more than one interval late.
	 * @return how many messages that are
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
	 * Leave out the rest.
	 * @return how many messages that are
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

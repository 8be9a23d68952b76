package io.sluice.client;

/**
 * The times at which the messages of one connection of a load are due, in nanoseconds;
 * none where the load has no rate. Goes on where the connection is opened again.
 */
final class Schedule {

	private final double interval;

	private final long start;

	private final long length;

	/** From the start. */
	private double next;

	Schedule(LoadPlan plan, int connection, long start, long end) {
		this.interval = plan.connections() * 1e9 / plan.rate();
		this.start = start;
		this.length = end - start;
		this.next = (plan.rate() > 0) ? this.interval * connection / plan.connections() : this.length;
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

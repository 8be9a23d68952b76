package io.sluice.cluster;

import io.sluice.spi.MovableConnections;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * Keeps one listener from having too many of the connections of all pods. Used by one
 * thread.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.cluster")
final class Rebalancer {

	private final MovableConnections connections;

	private final PodLoads loads;

	private final RebalanceRule rule;

	/** The connections that may be closed by now, and a fraction of one. */
	private double allowance;

	private boolean active;

	/**
	 * Close the connections that are due.
	 * @param passedNanos the time since the last call
	 */
	void rebalance(long passedNanos) {
		int excess = this.connections.isAccepting() ? excess() : 0;
		if (excess <= 0) {
			this.allowance = 0;
			return;
		}
		double more = this.rule.rate().in(this.connections.count(), passedNanos);
		// what could not be closed is not made up for
		this.allowance = Math.min(this.allowance + more, 1 + 2 * more);
		int due = Math.min(excess, (int) this.allowance);
		if (due > 0) {
			this.allowance -= this.connections.move(due, this.rule.minAge());
		}
	}

	private int excess() {
		int count = this.connections.count();
		int all = this.rule.excess(count, this.loads.others(this.connections.listener()));
		log(all > 0, count);
		// those that are about to end are as good as gone
		return all - this.connections.moving();
	}

	private void log(boolean begun, int count) {
		if (begun && !this.active) {
			log.info("[{}] has {} connections, {} times the mean of the pods or more, and gives some away",
					this.connections.listener(), count, this.rule.maxSkew());
		}
		else if (!begun && this.active) {
			log.info("[{}] has {} connections, and gives no more away", this.connections.listener(), count);
		}
		this.active = begun;
	}

}

package io.sluice.listener;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.sluice.CloseReason;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * The end of a listener's connections: each when the requests it has read are answered.
 * Whoever stops the listener waits here, and is in a hurry when interrupted.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
final class Drain {

	private static final Duration POLL = Duration.ofMillis(5);

	private final String listener;

	private final Shutdown shutdown;

	private final OpenConnections connections;

	/**
	 * Let the listener accept for a while.
	 */
	void acceptOn() {
		if (this.shutdown.acceptFor().isPositive()) {
			log.info("[{}] about to stop; accepts for {} more", this.listener,
					Deadlines.readable(this.shutdown.acceptFor()));
			sleep(this.shutdown.acceptFor().toNanos());
		}
	}

	/**
	 * End the connections and wait for that.
	 */
	void finish() {
		List<SluiceConnection> idle = finishBusy();
		long step = this.shutdown.closeSpread().toNanos() / Math.max(1, idle.size());
		long due = System.nanoTime();
		for (SluiceConnection connection : idle) {
			connection.finish(CloseReason.DRAINING);
			due += step;
			sleep(due - System.nanoTime());
		}
		awaitNone();
		if (this.connections.count() > 0) {
			log.warn("[{}] {} connections were still busy after {} and are closed now", this.listener,
					this.connections.count(), Deadlines.readable(this.shutdown.timeout()));
		}
	}

	private List<SluiceConnection> finishBusy() {
		Map<Boolean, List<SluiceConnection>> byIdle = this.connections.stream()
			.collect(Collectors.partitioningBy(SluiceConnection::isIdle));
		byIdle.getOrDefault(false, List.of()).forEach((connection) -> connection.finish(CloseReason.DRAINING));
		return byIdle.getOrDefault(true, List.of());
	}

	private void awaitNone() {
		long begin = System.nanoTime();
		while (this.connections.count() > 0 && System.nanoTime() - begin < this.shutdown.timeout().toNanos()
				&& !Thread.currentThread().isInterrupted()) {
			sleep(POLL.toNanos());
		}
	}

	private static void sleep(long nanos) {
		if (nanos <= 0 || Thread.currentThread().isInterrupted()) {
			return;
		}
		try {
			Thread.sleep(Duration.ofNanos(nanos));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}

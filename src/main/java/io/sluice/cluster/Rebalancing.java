package io.sluice.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.sluice.spi.MovableConnections;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Rebalances listeners. It begins after them and ends before they drain.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.cluster")
public final class Rebalancing implements SmartLifecycle {

	private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final PodLoads loads;

	private final List<Rebalancer> rebalancers = new ArrayList<>();

	private @Nullable ScheduledExecutorService executor;

	/**
	 * Add a listener. Called before the start.
	 */
	public void add(MovableConnections connections, RebalanceRule rule) {
		this.rebalancers.add(new Rebalancer(connections, this.loads, rule));
		this.loads.report(connections.listener(), () -> connections.isAccepting() ? connections.count() : -1);
	}

	@Override
	public synchronized void start() {
		if (this.executor == null && !this.rebalancers.isEmpty()) {
			ScheduledExecutorService created = new ScheduledThreadPoolExecutor(1,
					Thread.ofPlatform().daemon().name("sluice-rebalance").factory());
			var _ = created.scheduleWithFixedDelay(this::rebalance, PERIOD_NANOS, PERIOD_NANOS, TimeUnit.NANOSECONDS);
			this.executor = created;
		}
	}

	private void rebalance() {
		for (Rebalancer each : this.rebalancers) {
			try {
				each.rebalance(PERIOD_NANOS);
			}
			catch (RuntimeException ex) {
				log.error("the connections are not rebalanced", ex);
			}
		}
	}

	@Override
	public synchronized void stop() {
		if (this.executor != null) {
			this.executor.shutdownNow();
			this.executor = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.executor != null;
	}

}

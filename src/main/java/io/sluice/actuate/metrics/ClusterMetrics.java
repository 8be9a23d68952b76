package io.sluice.actuate.metrics;

import java.util.Locale;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.sluice.PushResult.Outcome;
import io.sluice.cluster.ClusterCounts.Count;
import io.sluice.cluster.ClusterNode;
import lombok.RequiredArgsConstructor;

/**
 * The meters of the cluster.
 */
@RequiredArgsConstructor
public final class ClusterMetrics implements MeterBinder {

	private final ClusterNode node;

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("sluice.cluster.connected", this.node, (node) -> node.isConnected() ? 1 : 0)
			.description("1 while the other pods can be reached")
			.register(registry);
		Gauge.builder("sluice.cluster.names", this.node, ClusterNode::nameCount)
			.description("Names of this pod's sessions that the engine is to know")
			.register(registry);
		Gauge.builder("sluice.cluster.complete", this.node, (node) -> node.isComplete() ? 1 : 0)
			.description("1 while the engine knows all names")
			.register(registry);
		Gauge.builder("sluice.cluster.pods", this.node, (node) -> node.pods().others().size() + 1)
			.description("Pods that live, including this one")
			.register(registry);
		for (Outcome outcome : Outcome.values()) {
			FunctionCounter.builder("sluice.cluster.pushes", this.node.counts(), (counts) -> counts.get(outcome))
				.description("Pushes and asks of this pod to sessions that it does not have")
				.tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
				.register(registry);
		}
		publishes(registry, "ok", Count.PUBLISHED);
		publishes(registry, "failed", Count.UNPUBLISHED);
		dropped(registry, Count.LATE);
		dropped(registry, Count.DUPLICATE);
		dropped(registry, Count.FOREIGN);
		dropped(registry, Count.UNREADABLE);
		FunctionCounter.builder("sluice.cluster.replaced", this.node.counts(), (counts) -> counts.get(Count.REPLACED))
			.description("Sessions that were closed because a session of another pod has their name")
			.register(registry);
	}

	private void publishes(MeterRegistry registry, String outcome, Count count) {
		FunctionCounter.builder("sluice.cluster.publishes", this.node.counts(), (counts) -> counts.get(count))
			.description("What this pod has sent to the engine")
			.tag("outcome", outcome)
			.register(registry);
	}

	private void dropped(MeterRegistry registry, Count count) {
		FunctionCounter.builder("sluice.cluster.dropped", this.node.counts(), (counts) -> counts.get(count))
			.description("What other pods have sent and this one has ignored")
			.tag("reason", count.name().toLowerCase(Locale.ROOT))
			.register(registry);
	}

}

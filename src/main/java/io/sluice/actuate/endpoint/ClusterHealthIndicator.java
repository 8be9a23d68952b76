package io.sluice.actuate.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;

import io.sluice.cluster.ClusterNode;
import io.sluice.cluster.Pod;
import lombok.RequiredArgsConstructor;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Shows the cluster. While its engine is away, the status is down if the engine is
 * required, and otherwise unknown, which does not affect that of the application.
 */
@RequiredArgsConstructor
public final class ClusterHealthIndicator extends AbstractHealthIndicator {

	private final ClusterNode node;

	private final boolean required;

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		boolean connected = this.node.isConnected();
		builder.status(connected ? Status.UP : this.required ? Status.DOWN : Status.UNKNOWN)
			.withDetail("pod", this.node.pod())
			.withDetail("connected", connected)
			.withDetail("names", this.node.nameCount())
			.withDetail("complete", this.node.isComplete());
		String problem = this.node.problem();
		if (problem != null) {
			builder.withDetail("problem", problem);
		}
		Map<String, Object> others = new LinkedHashMap<>();
		for (Pod pod : this.node.pods().others()) {
			others.put(pod.name(),
					Map.of("connections", pod.connections(), "names", pod.names(), "complete", pod.complete()));
		}
		builder.withDetail("others", others);
	}

}

package io.sluice.routing;

import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.support.management.metrics.MetricsCaptor;

/**
 * A channel on a request's way through Sluice's own stages, not timed by Spring
 * Integration: {@code sluice.requests} says it better.
 */
public final class RequestChannel extends DirectChannel {

	public RequestChannel(String beanName) {
		setBeanName(beanName);
	}

	@Override
	public void registerMetricsCaptor(MetricsCaptor metricsCaptor) {
	}

}

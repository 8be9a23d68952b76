package io.sluice.autoconfigure;

import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.support.management.metrics.MetricsCaptor;

/**
 * A channel on a request's way through Sluice's own stages, not timed by Spring
 * Integration: {@code sluice.requests} says it better.
 */
final class RequestChannel extends DirectChannel {

	RequestChannel(String beanName) {
		setBeanName(beanName);
	}

	@Override
	public void registerMetricsCaptor(MetricsCaptor metricsCaptor) {
	}

}

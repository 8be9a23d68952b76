package io.sluice.routing;

import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.support.management.metrics.MetricsCaptor;

/**
 * A channel between Sluice's own stages. Not timed by Spring Integration: {@code
 * sluice.requests} is more precise.
 */
public final class RequestChannel extends DirectChannel {

	public RequestChannel(String beanName) {
		setBeanName(beanName);
	}

	@Override
	public void registerMetricsCaptor(MetricsCaptor metricsCaptor) {
	}

}

package io.sluice.routing;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
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

	/**
	 * No context. With one, Spring Integration asks at the first sends whether the
	 * application runs, and of two sends at once each may take the beginning of the
	 * other's question for the answer no. Requests come from listeners, which run only
	 * while the application does.
	 */
	// Spring Integration itself asks whether there is one
	@SuppressWarnings("NullAway")
	@Override
	protected @Nullable ApplicationContext getApplicationContext() {
		return null;
	}

	@Override
	public void registerMetricsCaptor(MetricsCaptor metricsCaptor) {
	}

}

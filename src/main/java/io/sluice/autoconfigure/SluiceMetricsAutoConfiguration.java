package io.sluice.autoconfigure;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import io.sluice.actuate.accesslog.QueuedAccessLog;
import io.sluice.actuate.metrics.EndTotals;
import io.sluice.actuate.metrics.MemoryMetrics;
import io.sluice.actuate.metrics.MicrometerEndTotals;
import io.sluice.actuate.metrics.MicrometerListenerMetrics;
import io.sluice.actuate.metrics.MicrometerRequestTotals;
import io.sluice.actuate.metrics.MicrometerRouteCounts;
import io.sluice.actuate.metrics.MicrometerUpstreamMetrics;
import io.sluice.actuate.metrics.RequestTotals;
import io.sluice.actuate.metrics.RouteCounts;
import io.sluice.process.MemoryBudget;
import io.sluice.reload.ConfigurationReload;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Auto-configuration of the gateway's metrics, if there is a meter registry.
 */
@AutoConfiguration(
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public final class SluiceMetricsAutoConfiguration {

	@Bean
	ListenerMetricsFactory sluiceListenerMetricsFactory(MeterRegistry registry) {
		return (listener) -> new MicrometerListenerMetrics(registry, listener);
	}

	@Bean
	UpstreamMetricsFactory sluiceUpstreamMetricsFactory(MeterRegistry registry) {
		return (upstream) -> new MicrometerUpstreamMetrics(registry, upstream);
	}

	@Bean
	RouteCounts sluiceRouteCounts(MeterRegistry registry) {
		return new MicrometerRouteCounts(registry);
	}

	@Bean
	RequestTotals sluiceRequestTotals(MeterRegistry registry) {
		return new MicrometerRequestTotals(registry);
	}

	@Bean
	EndTotals sluiceEndTotals(MeterRegistry registry) {
		return new MicrometerEndTotals(registry);
	}

	@Bean
	MeterBinder sluiceMemoryMetrics(MemoryBudget sluiceMemoryBudget) {
		return new MemoryMetrics(sluiceMemoryBudget);
	}

	@Bean
	MeterBinder sluiceAccessLogMetrics(ObjectProvider<QueuedAccessLog> accessLog) {
		return (registry) -> accessLog.ifAvailable(
				(queue) -> FunctionCounter.builder("sluice.access.log.dropped", queue, QueuedAccessLog::dropCount)
					.description("Entries of the access log that there was no room for")
					.register(registry));
	}

	@Bean
	MeterBinder sluiceReloadMetrics(ConfigurationReload sluiceReload) {
		return (registry) -> {
			reloads(sluiceReload, "applied", ConfigurationReload::appliedCount, registry);
			reloads(sluiceReload, "refused", ConfigurationReload::refusedCount, registry);
		};
	}

	private static void reloads(ConfigurationReload reload, String outcome, ToDoubleFunction<ConfigurationReload> count,
			MeterRegistry registry) {
		FunctionCounter.builder("sluice.reloads", reload, count)
			.description("Reloads of the configuration")
			.tag("outcome", outcome)
			.register(registry);
	}

	/**
	 * The {@code executor.*} metrics of listeners with a pool. Spring Boot does not bind
	 * them, because the pools are no candidates for autowiring. As candidates, they could
	 * replace an executor of the application.
	 */
	@Bean
	MeterBinder sluicePoolMetrics(ListableBeanFactory beanFactory) {
		return (registry) -> beanFactory.getBeansOfType(ThreadPoolTaskExecutor.class).forEach((name, pool) -> {
			if (name.startsWith(BeanNames.PREFIX)) {
				new ExecutorServiceMetrics(pool.getThreadPoolExecutor(), name, Tags.empty()).bindTo(registry);
			}
		});
	}

}

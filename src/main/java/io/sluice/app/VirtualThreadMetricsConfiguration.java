package io.sluice.app;

import java.lang.management.ManagementFactory;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.java21.instrument.binder.jdk.VirtualThreadMetrics;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The metrics of virtual threads except those of pinning. The metrics of pinning need
 * Flight Recorder, which loads a JVMTI agent. The JVM notifies an agent of each mount and
 * unmount of a virtual thread, which makes a small message cost 6 % more. With
 * {@code true}, Spring Boot binds all of these metrics instead.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = VirtualThreadMetricsConfiguration.PINNED, havingValue = "false")
class VirtualThreadMetricsConfiguration {

	static final String PINNED = "management.metrics.enable.jvm.threads.virtual.pinned";

	/**
	 * Replaces Spring Boot's bean, whose constructor starts a recording.
	 */
	@Bean
	@Nullable VirtualThreadMetrics noRecording() {
		return null;
	}

	/**
	 * The scheduler's metrics of {@link VirtualThreadMetrics}, with the same names.
	 */
	@Bean
	MeterBinder virtualThreadScheduler() {
		return (registry) -> {
			gauge("parallelism", VirtualThreadSchedulerMXBean::getParallelism)
				.description("Carrier threads that the scheduler aims at")
				.register(registry);
			gauge("pool.size", VirtualThreadSchedulerMXBean::getPoolSize).baseUnit("threads")
				.description("Carrier threads, or -1 if their number is unknown")
				.register(registry);
			live("mounted", VirtualThreadSchedulerMXBean::getMountedVirtualThreadCount).register(registry);
			live("queued", VirtualThreadSchedulerMXBean::getQueuedVirtualThreadCount).register(registry);
		};
	}

	private static Gauge.Builder<?> live(String status, ToDoubleFunction<VirtualThreadSchedulerMXBean> value) {
		return gauge("live", value).baseUnit("threads")
			.tag("scheduling.status", status)
			.description("Estimate of the virtual threads that run or wait to run");
	}

	private static Gauge.Builder<?> gauge(String name, ToDoubleFunction<VirtualThreadSchedulerMXBean> value) {
		return Gauge.builder("jvm.threads.virtual." + name,
				ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class), value);
	}

}

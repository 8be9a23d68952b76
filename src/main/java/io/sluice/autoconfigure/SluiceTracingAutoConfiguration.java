package io.sluice.autoconfigure;

import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.sluice.actuate.metrics.ObservationRequestObserver;
import io.sluice.spi.RequestObserver;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of a span for every request. It needs an exporter, so that an
 * application that does not export spans has no cost.
 */
@AutoConfiguration(before = SluiceAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
		"org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
		"org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration",
		"org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.zipkin.ZipkinWithOpenTelemetryTracingAutoConfiguration" })
@ConditionalOnClass({ ObservationRegistry.class, Tracer.class, SpanExporter.class })
@ConditionalOnBean({ ObservationRegistry.class, Tracer.class, SpanExporter.class })
public final class SluiceTracingAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RequestObserver sluiceRequestObserver(ObservationRegistry registry, Tracer tracer) {
		return new ObservationRequestObserver(registry, tracer);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterFilter.class)
	static class Metrics {

		/**
		 * Excludes the timers of observations, which duplicate {@code sluice.requests}.
		 */
		@Bean
		@ConditionalOnMissingBean(name = "sluiceObservationTimerFilter")
		MeterFilter sluiceObservationTimerFilter() {
			return MeterFilter.deny((id) -> id.getName().equals(ObservationRequestObserver.NAME)
					|| id.getName().equals(ObservationRequestObserver.NAME + ".active"));
		}

	}

}

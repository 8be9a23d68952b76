package io.sluice.autoconfigure;

import io.sluice.actuate.endpoint.ConnectionsEndpoint;
import io.sluice.actuate.endpoint.HistoryEndpoint;
import io.sluice.actuate.endpoint.HistoryRecorder;
import io.sluice.actuate.endpoint.ProcessView;
import io.sluice.actuate.metrics.EndTotals;
import io.sluice.actuate.metrics.RequestTotals;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.telemetry.EventMemory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of what only the console uses: the history endpoint, and the memory
 * of the latest events and errors. The page itself is in
 * {@link SluiceConsoleConfiguration}, because Actuator may have a separate port.
 */
@AutoConfiguration(after = { SluiceAutoConfiguration.class, SluiceMetricsAutoConfiguration.class })
@ConditionalOnClass(name = { "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
		"org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint" })
@ConditionalOnBooleanProperty("sluice.console.enabled")
public final class SluiceConsoleAutoConfiguration {

	@Bean
	@ConditionalOnAvailableEndpoint(endpoint = ConnectionsEndpoint.class)
	EventMemory sluiceEventMemory() {
		return EventMemory.on();
	}

	@Bean
	@ConditionalOnAvailableEndpoint(endpoint = HistoryEndpoint.class)
	HistoryRecorder sluiceHistoryRecorder(ObjectProvider<SluiceServerConnectionFactory> listeners,
			ObjectProvider<RequestTotals> totals, ObjectProvider<EndTotals> ends) {
		return new HistoryRecorder(listeners.stream().toList(), totals.getIfAvailable(() -> RequestTotals.NONE),
				ends.getIfAvailable(() -> EndTotals.NONE), HistoryRecorder.INTERVAL);
	}

	@Bean
	@ConditionalOnAvailableEndpoint
	HistoryEndpoint sluiceHistoryEndpoint(HistoryRecorder recorder, Environment environment,
			ObjectProvider<BuildProperties> build, ObjectProvider<SslBundles> bundles) {
		return new HistoryEndpoint(recorder, new ProcessView(environment.getProperty("spring.application.name"),
				build.getIfAvailable(), bundles.getIfAvailable()));
	}

}

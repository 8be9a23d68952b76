package io.sluice.autoconfigure;

import io.sluice.actuate.endpoint.SluiceHealthIndicator;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.process.MemoryBudget;
import io.sluice.process.VitalThreadMonitor;
import io.sluice.telemetry.Requirement;
import io.sluice.telemetry.UpstreamRoster;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the gateway's health indicator.
 */
@AutoConfiguration(after = SluiceAutoConfiguration.class)
@ConditionalOnClass(name = { "org.springframework.boot.health.contributor.HealthIndicator",
		"org.springframework.boot.actuate.endpoint.annotation.Endpoint" })
public final class SluiceHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "sluiceHealthIndicator")
	HealthIndicator sluiceHealthIndicator(ObjectProvider<SluiceServerConnectionFactory> listeners,
			MemoryBudget sluiceMemoryBudget, VitalThreadMonitor sluiceVitalThreads, UpstreamRoster sluiceUpstreamRoster,
			ObjectProvider<Requirement> requirements) {
		return new SluiceHealthIndicator(listeners.stream().toList(), sluiceMemoryBudget, sluiceVitalThreads,
				sluiceUpstreamRoster, requirements.stream().toList());
	}

}

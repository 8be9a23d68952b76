package io.sluice.autoconfigure;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.sluice.autoconfigure.SluiceProperties.Listener;
import io.sluice.cluster.Rebalancing;
import io.sluice.listener.ConnectionMover;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.TcpSessions;
import io.sluice.actuate.endpoint.ClusterHealthIndicator;
import io.sluice.actuate.metrics.ClusterMetrics;
import io.sluice.cluster.ClusterLifecycle;
import io.sluice.cluster.ClusterNode;
import io.sluice.cluster.Engine;
import io.sluice.listener.SluiceInboundGateway;
import io.sluice.process.VitalThreadMonitor;
import io.sluice.telemetry.Requirement;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * Auto-configuration of a gateway that is one of several pods. Not even a class of the
 * cluster is loaded in one that is not.
 */
@AutoConfiguration(after = SluiceAutoConfiguration.class,
		afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@Conditional(OnClusterCondition.class)
public final class SluiceClusterAutoConfiguration {

	/** Starts before the listeners, and stops after them. */
	private static final int PHASE = SluiceInboundGateway.PHASE - 2;

	@Bean
	Engine sluiceClusterEngine(SluiceProperties properties, BeanFactory beans) {
		return new ClusterFactory(properties, beans).engine();
	}

	@Bean
	ClusterNode sluiceCluster(SluiceProperties properties, BeanFactory beans, Engine sluiceClusterEngine) {
		return new ClusterFactory(properties, beans).node(sluiceClusterEngine);
	}

	@Bean
	@Primary
	TcpSessions sluiceClusterSessions(ClusterNode sluiceCluster) {
		return sluiceCluster.sessions();
	}

	@Bean
	ClusterLifecycle sluiceClusterLifecycle(ClusterNode sluiceCluster, Engine sluiceClusterEngine,
			VitalThreadMonitor sluiceVitalThreads) {
		return new ClusterLifecycle(sluiceCluster, sluiceClusterEngine, sluiceVitalThreads, PHASE);
	}

	@Bean
	Rebalancing sluiceRebalancing(ClusterNode sluiceCluster, SluiceProperties properties,
			ObjectProvider<SluiceServerConnectionFactory> listeners) {
		Rebalancing rebalancing = new Rebalancing(sluiceCluster.loads());
		listeners.forEach((listener) -> {
			Listener settings = properties.listeners().get(listener.getName());
			if (settings != null && settings.rebalance() != null) {
				rebalancing.add(new ConnectionMover(listener),
						RebalanceFactory.rule(ListenerValidator.key(listener.getName()), settings.rebalance()));
			}
		});
		return rebalancing;
	}

	@Bean
	@ConditionalOnBooleanProperty("sluice.cluster.required")
	Requirement sluiceClusterRequirement(ClusterNode sluiceCluster) {
		return sluiceCluster::isConnected;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
	static class Health {

		@Bean
		@ConditionalOnMissingBean(name = "clusterHealthIndicator")
		HealthIndicator clusterHealthIndicator(ClusterNode sluiceCluster, SluiceProperties properties) {
			return new ClusterHealthIndicator(sluiceCluster, properties.cluster().required());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "io.micrometer.core.instrument.MeterRegistry")
	static class Metrics {

		@Bean
		MeterBinder sluiceClusterMetrics(ClusterNode sluiceCluster) {
			return new ClusterMetrics(sluiceCluster);
		}

	}

}

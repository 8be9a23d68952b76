package io.sluice.autoconfigure;

import io.sluice.reload.ConfigurationFiles;
import io.sluice.reload.ConfigurationReload;
import io.sluice.reload.ConfigurationWatch;
import io.sluice.reload.RetiredUpstreams;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.ApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The beans that reload the configuration.
 */
@Configuration(proxyBeanMethods = false)
class SluiceReloadConfiguration {

	@Bean
	RunningSettings sluiceRunningSettings(SluiceProperties properties) {
		return new RunningSettings(properties);
	}

	@Bean
	@Lazy
	ConfigurationFiles sluiceConfigurationFiles(ConfigurableEnvironment environment,
			ConfigurableListableBeanFactory beans) {
		return new ConfigurationFiles(environment, beans);
	}

	/**
	 * Returns an interface, because Spring inspects the methods of every declared type: a
	 * gateway without upstreams loads none of their classes.
	 */
	@Bean(GatewayChange.RETIRED)
	@Lazy
	Lifecycle sluiceRetiredUpstreams() {
		return new RetiredUpstreams();
	}

	@Bean
	ConfigurationReload sluiceReload(RunningSettings sluiceRunningSettings, ConfigurableListableBeanFactory beans,
			ApplicationContext context) {
		return new ConfigurationReload(new GatewayConfiguration(sluiceRunningSettings, beans), context);
	}

	@Bean
	@ConditionalOnBooleanProperty("sluice.reload.watch")
	ConfigurationWatch sluiceConfigurationWatch(ConfigurationFiles sluiceConfigurationFiles,
			ConfigurationReload sluiceReload) {
		return new ConfigurationWatch(sluiceConfigurationFiles, sluiceReload);
	}

}

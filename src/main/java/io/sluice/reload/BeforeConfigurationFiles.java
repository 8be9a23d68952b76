package io.sluice.reload;

import lombok.RequiredArgsConstructor;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.BootstrapRegistry.InstanceSupplier;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Records the environment before Spring Boot reads the configuration files, and makes the
 * record a bean.
 */
@RequiredArgsConstructor
final class BeforeConfigurationFiles implements EnvironmentPostProcessor, Ordered {

	private final ConfigurableBootstrapContext bootstrap;

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		ConfigurationOrigin origin = new ConfigurationOrigin(environment, application);
		this.bootstrap.register(ConfigurationOrigin.class, InstanceSupplier.of(origin));
		this.bootstrap.addCloseListener((event) -> event.getApplicationContext()
			.getBeanFactory()
			.registerSingleton(ConfigurationFiles.ORIGIN, origin));
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER - 1;
	}

}

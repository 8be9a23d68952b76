package io.sluice.reload;

import java.util.Objects;

import lombok.RequiredArgsConstructor;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Records the environment after Spring Boot has read the configuration files.
 */
@RequiredArgsConstructor
final class AfterConfigurationFiles implements EnvironmentPostProcessor, Ordered {

	private final ConfigurableBootstrapContext bootstrap;

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Objects.requireNonNull(this.bootstrap.get(ConfigurationOrigin.class)).recordFiles(environment);
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 1;
	}

}

package io.sluice.autoconfigure;

import io.sluice.reload.ConfigurationFiles;
import io.sluice.reload.PreparedConfiguration;
import io.sluice.reload.RefusedConfigurationException;
import io.sluice.reload.ReloadableConfiguration;
import lombok.RequiredArgsConstructor;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * The configuration of the gateway: reads it again from the files, checks it as a start
 * does, and prepares what a reload can change.
 */
@RequiredArgsConstructor
final class GatewayConfiguration implements ReloadableConfiguration {

	private final RunningSettings running;

	private final ConfigurableListableBeanFactory beans;

	@Override
	public PreparedConfiguration prepare() {
		Environment environment = this.beans.getBean(Environment.class);
		try {
			ConfigurableEnvironment read = this.beans.getBean(ConfigurationFiles.class).read();
			environment = read;
			SluiceProperties next = SettingsReader.read(read, this.beans);
			return GatewayChange.prepare(this.running, next, this.beans);
		}
		catch (RuntimeException ex) {
			throw new RefusedConfigurationException(FailureReport.of(ex, this.beans, environment), ex);
		}
	}

}

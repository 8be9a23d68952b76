package io.sluice.autoconfigure;

import java.time.Duration;

import io.sluice.listener.Shutdown;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Creates the times of a stop from their settings.
 */
final class ShutdownFactory {

	/** Spring Boot's timeout for each phase of a stop. */
	private static final String PHASE = "spring.lifecycle.timeout-per-shutdown-phase";

	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

	private ShutdownFactory() {
	}

	static Shutdown create(SluiceProperties properties, Environment environment) {
		SluiceProperties.Shutdown settings = properties.shutdown();
		Duration timeout = settings.timeout();
		if (timeout == null) {
			timeout = Binder.get(environment).bind(PHASE, Duration.class).orElse(DEFAULT_TIMEOUT);
		}
		return new Shutdown(settings.acceptFor(), settings.closeSpread(), timeout);
	}

}

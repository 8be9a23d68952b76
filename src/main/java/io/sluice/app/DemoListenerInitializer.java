package io.sluice.app;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import lombok.extern.slf4j.Slf4j;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * Removes the sample listener if any other listener is configured, because a gateway must
 * open only the ports that are configured. Without other listeners, settings under its
 * name change the sample listener.
 */
@Slf4j(topic = "io.sluice.listener")
final class DemoListenerInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final String NAME = "demo";

	private static final String LISTENERS = "sluice.listeners";

	/** The name that Spring Boot gives to the file in the executable. */
	private static final String EMBEDDED = "class path resource [sluice.yml]";

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		Set<String> names = Binder.get(environment)
			.bind(LISTENERS, Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of())
			.keySet();
		if (names.stream().anyMatch((name) -> !name.equals(NAME))) {
			MutablePropertySources sources = environment.getPropertySources();
			sources.stream()
				.filter((source) -> source.getName().contains(EMBEDDED))
				.toList()
				.forEach((source) -> sources.replace(source.getName(), withoutListener(source)));
			warnIfStillConfigured(environment, names);
		}
	}

	private static void warnIfStillConfigured(ConfigurableEnvironment environment, Set<String> names) {
		boolean configured = Binder.get(environment)
			.bind(LISTENERS, Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of())
			.containsKey(NAME);
		if (configured && !environment.containsProperty(LISTENERS + "." + NAME + ".routes[0].to")) {
			log.warn(
					"[{}] the sample listener's defaults do not apply beside other listeners ({}); configure it completely, or remove its settings",
					NAME, String.join(", ", new TreeSet<>(names)));
		}
	}

	private static PropertySource<?> withoutListener(PropertySource<?> source) {
		Map<String, Object> kept = new HashMap<>();
		((Map<?, ?>) source.getSource()).forEach((key, value) -> {
			if (!key.toString().startsWith(LISTENERS)) {
				kept.put(key.toString(), value);
			}
		});
		return new OriginTrackedMapPropertySource(source.getName(), kept);
	}

}

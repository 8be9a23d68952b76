package io.sluice.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Keeps the auto-configurations of the brokers' clients out of a gateway that uses none:
 * they would cost a quarter of the start, and report a broker that is not there as down.
 * A broker is used if a route names it, or if it is configured. Redis is used if it
 * connects the pods, which has a health indicator of its own.
 */
final class BrokerClientsInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final String EXCLUDE = "spring.autoconfigure.exclude";

	private static final String DATA = "org.springframework.boot.data.";

	private static final String REDIS = DATA + "redis.autoconfigure.DataRedisAutoConfiguration";

	private static final List<Client> CLIENTS = List.of(
			new Client("sluice.listeners", "kafka:", "spring.kafka", "org.springframework.boot.kafka."),
			new Client("sluice.listeners", "rabbit:", "spring.rabbitmq", "org.springframework.boot.amqp."));

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		Binder binder = Binder.get(environment);
		List<String> unused = new ArrayList<>(unused(binder));
		unused.addAll(unusedOfRedis(binder));
		if (unused.isEmpty()) {
			return;
		}
		List<String> excluded = new ArrayList<>(
				Arrays.asList(binder.bind(EXCLUDE, String[].class).orElseGet(() -> new String[0])));
		excluded.addAll(unused);
		environment.getPropertySources()
			.addFirst(new MapPropertySource("sluiceUnusedBrokers", Map.of(EXCLUDE, String.join(",", excluded))));
	}

	/**
	 * The auto-configurations of the clients that the gateway does not use.
	 */
	private static List<String> unused(Binder binder) {
		List<Client> unused = CLIENTS.stream()
			.filter((client) -> !names(settings(binder, client.user()), client.target())
					&& settings(binder, client.settings()).isEmpty())
			.toList();
		List<String> classes = new ArrayList<>();
		if (!unused.isEmpty()) {
			for (String candidate : ImportCandidates.load(AutoConfiguration.class, null)) {
				if (unused.stream().anyMatch((client) -> candidate.startsWith(client.classes()))) {
					classes.add(candidate);
				}
			}
		}
		return classes;
	}

	private static Map<String, Object> settings(Binder binder, String key) {
		return binder.bind(key, Bindable.mapOf(String.class, Object.class)).orElse(Map.of());
	}

	/**
	 * The auto-configurations around Redis that a cluster does not use.
	 */
	private static List<String> unusedOfRedis(Binder binder) {
		boolean cluster = binder.bind("sluice.cluster.via", String.class).map("redis"::equalsIgnoreCase).orElse(false);
		List<String> classes = new ArrayList<>();
		if (!cluster && binder.bind("spring.data.redis", Bindable.mapOf(String.class, Object.class)).isBound()) {
			// for beans of an image of the user's own
			return classes;
		}
		for (String candidate : ImportCandidates.load(AutoConfiguration.class, null)) {
			if (candidate.startsWith(DATA) && !(cluster && candidate.equals(REDIS))) {
				classes.add(candidate);
			}
		}
		return classes;
	}

	/**
	 * Whether a text in a tree of settings begins like this.
	 */
	private static boolean names(Object settings, String prefix) {
		return switch (settings) {
			case Map<?, ?> map -> map.values().stream().anyMatch((value) -> names(value, prefix));
			case List<?> list -> list.stream().anyMatch((value) -> names(value, prefix));
			default -> settings.toString().startsWith(prefix);
		};
	}

	/**
	 * The client of a server.
	 *
	 * @param user the key of the settings that may name the server
	 * @param target what a name of it begins with
	 * @param settings the key of its settings
	 * @param classes what the names of its auto-configurations begin with
	 */
	private record Client(String user, String target, String settings, String classes) {

	}

}

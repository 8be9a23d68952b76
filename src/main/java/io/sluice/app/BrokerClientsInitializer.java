package io.sluice.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

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
 * <p>
 * An {@code AutoConfigurationImportFilter} could do the same, but Spring Boot finds one
 * by {@code META-INF/spring.factories} only. The starter has that file too, so the filter
 * would run in every application and have to find out that it must do nothing. What is
 * excluded by the property also appears in the report of conditions.
 */
final class BrokerClientsInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final String EXCLUDE = "spring.autoconfigure.exclude";

	private static final String DATA = "org.springframework.boot.data.";

	private static final String REDIS = DATA + "redis.autoconfigure.DataRedisAutoConfiguration";

	private static final List<Client> CLIENTS = List.of(
			new Client("kafka:", "spring.kafka", "org.springframework.boot.kafka."),
			new Client("rabbit:", "spring.rabbitmq", "org.springframework.boot.amqp."));

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		Binder binder = Binder.get(environment);
		List<String> unused = unused(binder);
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
	 * The auto-configurations that the gateway does not use.
	 */
	private static List<String> unused(Binder binder) {
		Predicate<String> broker = ofUnusedBroker(binder);
		Predicate<String> redis = ofUnusedRedis(binder);
		List<String> classes = new ArrayList<>();
		for (String candidate : ImportCandidates.load(AutoConfiguration.class, null)) {
			if (broker.test(candidate) || redis.test(candidate)) {
				classes.add(candidate);
			}
		}
		return classes;
	}

	private static Predicate<String> ofUnusedBroker(Binder binder) {
		Map<String, Object> listeners = settings(binder, "sluice.listeners");
		List<Client> unused = CLIENTS.stream()
			.filter((client) -> !names(listeners, client.target()) && settings(binder, client.settings()).isEmpty())
			.toList();
		return (candidate) -> unused.stream().anyMatch((client) -> candidate.startsWith(client.classes()));
	}

	/**
	 * What is around Redis that a cluster does not use.
	 */
	private static Predicate<String> ofUnusedRedis(Binder binder) {
		boolean cluster = binder.bind("sluice.cluster.via", String.class).map("redis"::equalsIgnoreCase).orElse(false);
		if (!cluster && binder.bind("spring.data.redis", Bindable.mapOf(String.class, Object.class)).isBound()) {
			// for beans of an image of the user's own
			return (_) -> false;
		}
		return (candidate) -> candidate.startsWith(DATA) && !(cluster && candidate.equals(REDIS));
	}

	private static Map<String, Object> settings(Binder binder, String key) {
		return binder.bind(key, Bindable.mapOf(String.class, Object.class)).orElse(Map.of());
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
	 * The client of a broker.
	 *
	 * @param target what the name of a target begins with
	 * @param settings the key of its settings
	 * @param classes what the names of its auto-configurations begin with
	 */
	private record Client(String target, String settings, String classes) {

	}

}

package io.sluice.autoconfigure;

import java.util.List;

import org.springframework.core.env.Environment;

/**
 * The keys under which a setting of Kafka's producer can be written.
 */
final class KafkaKeys {

	/** The one that takes precedence comes first. */
	private static final List<String> PATTERNS = List.of("spring.kafka.producer.properties.%s",
			"spring.kafka.producer.properties[%s]", "spring.kafka.producer.%s", "spring.kafka.properties.%s",
			"spring.kafka.properties[%s]");

	private KafkaKeys() {
	}

	/**
	 * Find the key of a setting.
	 * @param environment the settings of the application
	 * @param name Kafka's name of the setting
	 * @return the key that it is written under, or where it could be
	 */
	static String find(Environment environment, String name) {
		return PATTERNS.stream()
			.map((pattern) -> pattern.formatted(name))
			.filter(environment::containsProperty)
			.findFirst()
			.orElse("spring.kafka.producer.properties[%s]".formatted(name));
	}

}

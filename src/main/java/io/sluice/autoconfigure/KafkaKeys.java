package io.sluice.autoconfigure;

import java.util.List;

import org.springframework.core.env.Environment;

/**
 * The keys under which a setting of Kafka's producer can be written.
 */
final class KafkaKeys {

	/**
	 * With Kafka's name, or that of Spring Boot. The one that takes precedence is first.
	 */
	private static final List<String> PATTERNS = List.of("spring.kafka.producer.properties.%1$s",
			"spring.kafka.producer.properties[%1$s]", "spring.kafka.producer.%2$s", "spring.kafka.properties.%1$s",
			"spring.kafka.properties[%1$s]");

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
			.map((pattern) -> pattern.formatted(name, name.replace('.', '-')))
			.filter(environment::containsProperty)
			.findFirst()
			.orElse("spring.kafka.producer.properties[%s]".formatted(name));
	}

}

package io.sluice.autoconfigure;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.sluice.upstream.broker.Broker;
import io.sluice.upstream.broker.KafkaBroker;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.core.env.Environment;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.ProducerFactory;

/**
 * The client of Kafka: that of {@code spring.kafka}, with bytes as keys and values, and
 * an acknowledgement that means that a record is stored. A class of its own, loaded only
 * if a route leads to Kafka.
 */
final class KafkaClient {

	private static final String BEAN = BeanNames.of("kafka", "broker");

	/**
	 * The client's own times, as parts of a route's timeout, if they are not set: until
	 * the topic is known, until a record is given up, and until a request is repeated.
	 */
	private static final Map<String, Integer> PARTS = Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, 4,
			ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4);

	private static final BrokerHosts HOSTS = new BrokerHosts(KafkaConnectionDetails.class,
			List.of("spring.kafka.bootstrap-servers", "spring.kafka.producer.bootstrap-servers"),
			"kafka-1:9092,kafka-2:9092");

	/** The default of Spring Boot. */
	private static final List<String> DEFAULT_SERVERS = List.of("localhost:9092");

	/** Keys and values are bytes, and the records of routes are in no transaction. */
	private static final List<String> IGNORED = List.of("spring.kafka.template",
			"spring.kafka.producer.transaction-id-prefix", "spring.kafka.producer.key-serializer",
			"spring.kafka.producer.value-serializer");

	/** The default of Kafka itself. */
	private static final long DEFAULT_LINGER = 5;

	/** A closing producer waits for records whose requests have ended. */
	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

	private KafkaClient() {
	}

	/**
	 * The client, which is created for the first route.
	 * @param key the key that the route's target is configured under
	 * @param address the topic
	 * @param beans the beans of the application
	 * @param shortest the shortest time that a route gives a record
	 */
	static Broker get(String key, BrokerAddress address, ConfigurableListableBeanFactory beans, Duration shortest) {
		Environment environment = beans.getBean(Environment.class);
		if (!beans.containsBean(BEAN)) {
			ProducerFactory<?, ?> application = beans.getBeanProvider(ProducerFactory.class).getIfUnique();
			if (application == null) {
				throw SettingCheck.invalid(key, address.name(),
						"It needs a bean of the type ProducerFactory. The executable has it if it starts with a route to "
								+ "Kafka or with settings under 'spring.kafka': restart it. An application has it by "
								+ "Spring Boot's auto-configuration of Kafka.");
			}
			IgnoredSettings.warn(address.name(), environment, IGNORED);
			if (DEFAULT_SERVERS
				.equals(application.getConfigurationProperties().get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG))) {
				HOSTS.check(key, address, beans);
			}
			Map<String, Object> configuration = configuration(environment, application.getConfigurationProperties(),
					shortest);
			checkValues(environment, configuration);
			((BeanDefinitionRegistry) beans).registerBeanDefinition(BEAN,
					new RootBeanDefinition(KafkaBroker.class, () -> create(configuration, beans)));
		}
		KafkaBroker broker = beans.getBean(BEAN, KafkaBroker.class);
		checkTimes(environment, broker.configuration(), shortest);
		checkDelivery(environment, broker.configuration());
		return broker;
	}

	private static Map<String, Object> configuration(Environment environment, Map<String, Object> application,
			Duration shortest) {
		Map<String, Object> configuration = new HashMap<>(application);
		checkSetting(environment, configuration, ProducerConfig.ACKS_CONFIG, "all", "-1");
		checkSetting(environment, configuration, ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
		configuration.put(ProducerConfig.ACKS_CONFIG, "all");
		configuration.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
		configuration.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
		configuration.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
		configuration.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
		PARTS.forEach((name, part) -> configuration.putIfAbsent(name, Math.toIntExact(shortest.toMillis() / part)));
		return configuration;
	}

	private static void checkSetting(Environment environment, Map<String, Object> configuration, String name,
			String... allowed) {
		Object value = configuration.get(name);
		if (value != null && !List.of(allowed).contains(value.toString())) {
			throw SettingCheck.invalid(KafkaKeys.find(environment, name), value,
					"A record would be acknowledged before it is stored; remove it, or set it to '%s'."
						.formatted(allowed[0]));
		}
	}

	/**
	 * Fail the start if the client would refuse its settings with the first record.
	 */
	private static void checkValues(Environment environment, Map<String, Object> configuration) {
		try {
			new ProducerConfig(configuration);
		}
		catch (ConfigException ex) {
			String message = String.valueOf(ex.getMessage());
			String remedy = message.endsWith(".") ? message : message + ".";
			// only the message names the setting
			throw configuration.keySet()
				.stream()
				.filter(message::contains)
				.max(Comparator.comparingInt(String::length))
				.map((name) -> SettingCheck.invalid(KafkaKeys.find(environment, name), configuration.get(name), remedy))
				.orElseGet(() -> new BadSettingException("The settings under 'spring.kafka' are not valid.", remedy));
		}
	}

	/**
	 * Fail the start if the client may go on after the request has ended.
	 */
	private static void checkTimes(Environment environment, Map<String, Object> configuration, Duration shortest) {
		for (String name : new String[] { ProducerConfig.MAX_BLOCK_MS_CONFIG,
				ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG }) {
			long millis = millis(configuration, name, 0);
			if (millis >= shortest.toMillis()) {
				throw SettingCheck.invalid(KafkaKeys.find(environment, name), millis,
						("It must be below the shortest time that a route to Kafka gives a record, which is %dms: "
								+ "a route's 'timeout', or its listener's 'request-timeout'.")
							.formatted(shortest.toMillis()));
			}
		}
	}

	/**
	 * Fail the start where the producer could not be created with the first record.
	 */
	private static void checkDelivery(Environment environment, Map<String, Object> configuration) {
		long delivery = millis(configuration, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 0);
		long least = millis(configuration, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 0)
				+ millis(configuration, ProducerConfig.LINGER_MS_CONFIG, DEFAULT_LINGER);
		if (delivery < least) {
			throw SettingCheck.invalid(KafkaKeys.find(environment, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG), delivery,
					"It must be at least 'request.timeout.ms' and 'linger.ms' together, which are %dms; set all three."
						.formatted(least));
		}
	}

	private static long millis(Map<String, Object> configuration, String name, long unset) {
		return Long.parseLong(String.valueOf(configuration.getOrDefault(name, unset)));
	}

	private static KafkaBroker create(Map<String, Object> configuration, ConfigurableListableBeanFactory beans) {
		DefaultKafkaProducerFactory<byte[], byte[]> producers = new DefaultKafkaProducerFactory<>(configuration);
		producers.setPhysicalCloseTimeout(Math.toIntExact(CLOSE_TIMEOUT.toSeconds()));
		return new KafkaBroker(producers, beans);
	}

}

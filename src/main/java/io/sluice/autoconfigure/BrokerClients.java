package io.sluice.autoconfigure;

import java.time.Duration;
import java.util.stream.Stream;

import io.sluice.upstream.broker.Broker;
import lombok.RequiredArgsConstructor;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * The clients of the brokers, one for each kind, created for the first route that leads
 * to it. They are configured by {@code spring.kafka} and {@code spring.rabbitmq}.
 */
@RequiredArgsConstructor
final class BrokerClients {

	private final ConfigurableListableBeanFactory beans;

	private final SluiceProperties settings;

	/**
	 * The client of the broker of a destination.
	 * @param key the key that the destination is configured under
	 * @param address the destination
	 */
	Broker get(String key, BrokerAddress address) {
		if (address.kafka()) {
			checkLibrary(key, address, "org.springframework.integration.kafka.outbound.KafkaProducerMessageHandler",
					"org.springframework.boot:spring-boot-kafka' and 'org.springframework.integration:spring-integration-kafka");
			return KafkaClient.get(key, address, this.beans, shortest());
		}
		checkLibrary(key, address, "org.springframework.integration.amqp.outbound.AmqpOutboundEndpoint",
				"org.springframework.boot:spring-boot-amqp' and 'org.springframework.integration:spring-integration-amqp");
		return RabbitClient.get(key, address, this.beans, shortest());
	}

	private static void checkLibrary(String key, BrokerAddress address, String type, String libraries) {
		if (!ClassUtils.isPresent(type, BrokerClients.class.getClassLoader())) {
			throw SettingCheck.invalid(key, address.name(),
					"It needs the libraries '%s'; add them as dependencies.".formatted(libraries));
		}
	}

	/**
	 * The shortest time that a record has. Dead letters have the time of a request.
	 */
	private Duration shortest() {
		return this.settings.listeners()
			.values()
			.stream()
			.flatMap(BrokerClients::times)
			.min(Duration::compareTo)
			.orElseThrow();
	}

	private static Stream<Duration> times(SluiceProperties.Listener listener) {
		Duration request = listener.requestTimeout();
		boolean deadLetters = listener.deadLetter() != null
				|| listener.routes().stream().anyMatch((route) -> route.deadLetter() != null);
		return Stream.concat(deadLetters ? Stream.of(request) : Stream.empty(),
				listener.routes()
					.stream()
					.filter(BrokerClients::leadsToBroker)
					.map((route) -> (route.timeout() != null) ? route.timeout() : request));
	}

	private static boolean leadsToBroker(RouteProperties route) {
		return route.targets().stream().anyMatch((target) -> BrokerAddress.find(target) != null);
	}

}

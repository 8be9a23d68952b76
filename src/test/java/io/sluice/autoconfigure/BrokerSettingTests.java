package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.sluice.engine.BrokerGateway;
import io.sluice.support.TestGateway;
import io.sluice.upstream.broker.KafkaBroker;
import io.sluice.upstream.broker.RabbitBroker;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.CacheMode;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Settings of the clients of brokers that fail the start, named as they are written.
 */
@ExtendWith(OutputCaptureExtension.class)
class BrokerSettingTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					producer: { acks: '1' }                                    | spring.kafka.producer.acks
					producer: { properties: { acks: '1' } }                    | spring.kafka.producer.properties.acks
					properties: { acks: '1' }                                  | spring.kafka.properties.acks
					producer: { properties: { enable.idempotence: false } }    | spring.kafka.producer.properties.enable.idempotence
					properties: { "[max.block.ms]": 50000 }                    | spring.kafka.properties[max.block.ms]
					producer: { properties: { delivery.timeout.ms: 50000 } }   | spring.kafka.producer.properties.delivery.timeout.ms
					producer: { properties: { delivery.timeout.ms: 30s } }     | spring.kafka.producer.properties.delivery.timeout.ms
					producer: { retries: 0 }                                   | spring.kafka.producer.retries
					properties: { "[max.in.flight.requests.per.connection]": 10 } | spring.kafka.properties[max.in.flight.requests.per.connection]
					producer: { compression-type: brotli }                     | spring.kafka.producer.compression-type
					""",
			quoteCharacter = '`')
	void aSettingOfKafkaIsNamedAsItIsWritten(String settings, String key, CapturedOutput output) throws IOException {
		Path file = Files.writeString(this.directory.resolve("sluice.yml"), """
				spring:
				  kafka:
				    bootstrap-servers: "127.0.0.1:1"
				    %s
				sluice:
				  listeners:
				    test: { port: 0, address: 127.0.0.1, request-timeout: 5s, routes: [ { to: "kafka:any" } ] }
				""".formatted(settings));
		assertThatException().isThrownBy(() -> BrokerGateway.start(file, List.of()).close());
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START", "'" + key + "'", file.toString(), "- 4:");
	}

	@Test
	void aServiceConnectionSaysWhereTheBrokerIs() {
		TestGateway.start(Services.class, ".routes[0].to=kafka:any", ".routes[1].to=rabbit:any").close();
	}

	@Test
	void theTimeOfATargetIsNotThatOfItsDeadLetters() throws IOException {
		try (TestGateway gateway = BrokerGateway.start(this.directory, """
				request-timeout: 8s
				routes: [ { to: discard, timeout: 100ms, dead-letter: "kafka:rejects" } ]
				""", List.of("spring.kafka.bootstrap-servers=127.0.0.1:1"))) {
			assertThat(gateway.context().getBean(KafkaBroker.class).configuration())
				.containsEntry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2000);
		}
	}

	@Test
	void headersThatTheClientOfRabbitUsesAreFreeInRecordsOfKafka() {
		TestGateway
			.start(Services.class, ".routes[0].to=kafka:any", ".routes[0].headers[0].name=priority",
					".routes[0].headers[0].value=1")
			.close();
	}

	@Test
	void allRecordsOfRabbitGoOverOneConnection(CapturedOutput output) {
		try (TestGateway gateway = TestGateway.start(Services.class, ".routes[0].to=rabbit:any",
				"spring.rabbitmq.cache.connection.mode=connection")) {
			RabbitBroker broker = gateway.context().getBean(RabbitBroker.class);
			assertThat(ReflectionTestUtils.getField(broker, "connections")).isInstanceOfSatisfying(
					CachingConnectionFactory.class,
					(connections) -> assertThat(connections.getCacheMode()).isEqualTo(CacheMode.CHANNEL));
		}
		assertThat(output.getAll()).contains("'spring.rabbitmq.cache.connection.mode' does not apply");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ KafkaAutoConfiguration.class, RabbitAutoConfiguration.class })
	static class Services {

		@Bean
		KafkaConnectionDetails kafkaOfTheTest() {
			return new KafkaConnectionDetails() {

				@Override
				public List<String> getBootstrapServers() {
					// that of Spring Boot's default
					return List.of("localhost:9092");
				}

			};
		}

		@Bean
		RabbitConnectionDetails rabbitOfTheTest() {
			return new RabbitConnectionDetails() {

				@Override
				public List<Address> getAddresses() {
					return List.of(new Address("localhost", 5672));
				}

			};
		}

	}

}

package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.sluice.engine.BrokerGateway;
import io.sluice.support.Waiting;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Settings of the clients of brokers that fail the start, named as they are written.
 */
@ExtendWith(OutputCaptureExtension.class)
class BrokerSettingTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ResourceLock(Waiting.LOG)
	@CsvSource(delimiter = '|',
			textBlock = """
					producer: { acks: '1' }                                    | spring.kafka.producer.acks
					producer: { properties: { acks: '1' } }                    | spring.kafka.producer.properties.acks
					properties: { acks: '1' }                                  | spring.kafka.properties.acks
					producer: { properties: { enable.idempotence: false } }    | spring.kafka.producer.properties.enable.idempotence
					properties: { "[max.block.ms]": 50000 }                    | spring.kafka.properties[max.block.ms]
					producer: { properties: { delivery.timeout.ms: 50000 } }   | spring.kafka.producer.properties.delivery.timeout.ms
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

}

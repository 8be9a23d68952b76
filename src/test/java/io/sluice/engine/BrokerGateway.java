package io.sluice.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.sluice.support.TestGateway;

import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * Starts gateways that have the clients of the brokers.
 */
public final class BrokerGateway {

	private BrokerGateway() {
	}

	/**
	 * Start a gateway whose listener {@code test} is described in YAML.
	 * @param directory where the file goes
	 * @param listener the settings of the listener
	 * @param properties further settings, as of {@link TestGateway#start}
	 */
	public static TestGateway start(Path directory, String listener, List<String> properties) throws IOException {
		Path file = directory.resolve("sluice.yml");
		Files.writeString(file, """
				sluice:
				  listeners:
				    test:
				      port: 0
				      address: 127.0.0.1
				%s
				""".formatted(listener.indent(6)), StandardCharsets.UTF_8);
		return start(file, properties);
	}

	/**
	 * Start a gateway.
	 * @param file its settings
	 * @param properties further settings, as of {@link TestGateway#start}
	 */
	public static TestGateway start(Path file, List<String> properties) {
		List<String> all = new ArrayList<>(properties);
		all.add("spring.config.import=file:" + file);
		return start(all);
	}

	/**
	 * Start a gateway.
	 * @param properties its settings, as of {@link TestGateway#start}
	 */
	public static TestGateway start(List<String> properties) {
		return TestGateway.start(Clients.class, properties.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ KafkaAutoConfiguration.class, RabbitAutoConfiguration.class })
	static class Clients {

	}

}

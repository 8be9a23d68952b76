package io.sluice.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import io.sluice.TcpHandler;
import io.sluice.TcpHandlerException;
import io.sluice.support.TestClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.ip.tcp.connection.TcpNetServerConnectionFactory;
import org.springframework.integration.ip.tcp.inbound.TcpInboundGateway;
import org.springframework.integration.ip.tcp.serializer.ByteArrayCrLfSerializer;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The guide {@code docs/move-from-spring-integration.md}, worked through as a reader
 * does: first with Spring Integration alone, then with each configuration of Sluice. Its
 * classes are those below. {@link MoveTablesTests} tests its tables.
 */
class MoveGuideTests implements Guide.Reader {

	static final Path PAGE = Path.of("docs/move-from-spring-integration.md");

	private static final String ROUTES = "      routes:\n";

	private static final Set<String> ORDERS = Set.of("pear", "fig", "plum");

	@TempDir
	private Path directory;

	private String heading = "";

	private String configuration = "";

	private Class<?> service = OrderService.class;

	private @Nullable MovedApplication application;

	private int replies;

	@AfterEach
	void stop() {
		if (this.application != null) {
			this.application.close();
		}
	}

	@Test
	void everyStepDoesWhatTheGuideShows() throws IOException {
		Guide.read(PAGE).follow(this);
		assertThat(this.replies).isEqualTo(2 + 3 + 2 + 3);
	}

	@Override
	public void enter(String heading) {
		this.heading = heading;
	}

	@Override
	public void configure(String snippet) {
		if (snippet.startsWith("sluice:\n  listeners:")) {
			this.configuration = snippet;
		}
		else if (!snippet.startsWith("sluice:")) {
			assertThat(this.configuration).contains(ROUTES);
			this.configuration = this.configuration.replace(ROUTES, snippet + ROUTES);
		}
	}

	@Override
	public @Nullable String run(String commands) throws IOException {
		List<String> lines = commands.lines().toList();
		assertThat(lines.getFirst()).isEqualTo("nc -C 127.0.0.1 7071");
		start();
		try (TestClient client = new TestClient(this.application.port())) {
			for (String line : lines.subList(1, lines.size())) {
				if (ORDERS.contains(line)) {
					client.send(line + "\r\n");
				}
				else {
					assertThat(client.readLine()).isEqualTo(line + "\r");
					this.replies++;
				}
			}
		}
		return null;
	}

	private void start() throws IOException {
		stop();
		if (this.heading.equals("What you have")) {
			this.application = MovedApplication.stock(TcpConfiguration.class, this.service);
			return;
		}
		Path file = Files.writeString(this.directory.resolve("application.yml"), this.configuration);
		this.application = MovedApplication.sluice(List.of("--spring.config.location=" + file.toUri()), this.service);
	}

	/**
	 * Find a class here, or a bean in the test of the tables.
	 */
	@Override
	public void find(String quotation) throws IOException {
		if (quotation.contains("class OrderHandler")) {
			this.service = OrderHandler.class;
		}
		String own = (source("MoveGuideTests") + source("MoveTablesTests")).replace("static class", "class");
		String classes = own.replaceAll("(?m)^\t", "");
		String beans = own.replaceAll("(?m)^\t\t", "");
		assertThat(List.of(classes, beans)).anyMatch((source) -> source.contains(quotation));
	}

	private static String source(String test) throws IOException {
		return Files.readString(Path.of("src/test/java/io/sluice/app/" + test + ".java"));
	}

	@Configuration(proxyBeanMethods = false)
	static class TcpConfiguration {

		@Bean
		TcpNetServerConnectionFactory connections() {
			TcpNetServerConnectionFactory connections = new TcpNetServerConnectionFactory(7071);
			connections.setSerializer(new ByteArrayCrLfSerializer());
			connections.setDeserializer(new ByteArrayCrLfSerializer());
			connections.setBacklog(100);
			connections.setSoTimeout(600_000);
			return connections;
		}

		@Bean
		TcpInboundGateway gateway(TcpNetServerConnectionFactory connections) {
			TcpInboundGateway gateway = new TcpInboundGateway();
			gateway.setConnectionFactory(connections);
			gateway.setRequestChannelName("orders");
			gateway.setReplyTimeout(10_000);
			return gateway;
		}

	}

	@Component
	static class OrderService {

		@ServiceActivator(inputChannel = "orders")
		String order(byte[] message) {
			String item = new String(message, StandardCharsets.UTF_8);
			if (item.equals("fig")) {
				throw new IllegalStateException("figs are sold out");
			}
			return "ordered " + item;
		}

	}

	@Component
	static class OrderHandler {

		@TcpHandler("order")
		String order(String item) {
			if (item.equals("fig")) {
				throw new TcpHandlerException("figs are sold out");
			}
			return "ordered " + item;
		}

	}

}

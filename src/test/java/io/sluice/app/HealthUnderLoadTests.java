package io.sluice.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.sluice.TcpHandler;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.ActuatorClient;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever clients do, the process is alive, and ready to serve those that it has. Each
 * question is asked on a connection of its own, as an orchestrator asks it.
 */
class HealthUnderLoadTests {

	private static final int MAX_OPEN_FILES = 768;

	private final List<TestClient> clients = new ArrayList<>();

	private ConfigurableApplicationContext context;

	@AfterEach
	void stop() throws IOException {
		for (TestClient client : this.clients) {
			client.close();
		}
		if (this.context != null) {
			this.context.getBean(Endless.class).stopped = true;
			this.context.close();
		}
	}

	@Test
	void processIsAliveAndReadyWhileItHasAsManyConnectionsAsItMay() throws IOException {
		start("--sluice.listeners.own.limits.max-connections=2", "--sluice.listeners.own.routes[0].to=echo");
		assertThat(connect().request("first")).isEqualTo("first");
		assertThat(connect().request("second")).isEqualTo("second");
		TestClient waiting = connect().send("third\n");
		await().untilAsserted(() -> assertThat(
				read("/metrics/sluice.accept.paused?tag=reason:limit&tag=listener:own", "/measurements/0/value"))
			.isEqualTo("1.0"));
		assertAliveAndReady();
		this.clients.getFirst().close();
		assertThat(waiting.readLine()).isEqualTo("third");
	}

	@Test
	void processIsAliveAndReadyWhileHandlersLeaveTheOthersNoProcessor() throws IOException {
		start("--sluice.listeners.own.routes[0].to=endless");
		int carriers = Runtime.getRuntime().availableProcessors();
		for (int i = 0; i < carriers + 1; i++) {
			connect().send("request\n");
		}
		await().until(() -> this.context.getBean(Endless.class).begun.get() == carriers);
		assertAliveAndReady();
	}

	@Test
	@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no ulimit")
	void processIsAliveAndReadyWhileConnectionsHaveAllTheFilesThatTheyMay() throws IOException {
		try (GatewayProcess gateway = GatewayProcess.startWithOpenFiles(MAX_OPEN_FILES, HeldHandler.class,
				"server.port=0", "sluice.listeners.own.port=0", "sluice.listeners.own.address=127.0.0.1",
				"sluice.listeners.own.routes[0].to=echo")) {
			int port = gateway.port("own");
			for (int i = 0; i < MAX_OPEN_FILES; i++) {
				this.clients.add(new TestClient(port));
			}
			int management = gateway.managementPort();
			await().untilAsserted(() -> assertThat(read(management, "/connections", "/total"))
				.isEqualTo(String.valueOf(MAX_OPEN_FILES / 2)));
			assertAliveAndReady(management);
			assertThat(this.clients.getFirst().request("still served")).isEqualTo("still served");
		}
	}

	private void start(String... args) {
		SpringApplication application = RunningApplication.application();
		application.addPrimarySources(List.of(Endless.class));
		this.context = application.run(Stream
			.concat(Stream.of("--server.port=0", "--logging.level.root=warn", "--sluice.shutdown.timeout=100ms",
					"--sluice.listeners.own.port=0", "--sluice.listeners.own.address=127.0.0.1"), Stream.of(args))
			.toArray(String[]::new));
	}

	private TestClient connect() {
		TestClient client = new TestClient(
				this.context.getBean("sluice.own.connections", SluiceServerConnectionFactory.class).getPort());
		this.clients.add(client);
		return client;
	}

	private int managementPort() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private void assertAliveAndReady() {
		assertAliveAndReady(managementPort());
	}

	private static void assertAliveAndReady(int port) {
		assertThat(read(port, "/health/liveness", "/status")).isEqualTo("UP");
		assertThat(read(port, "/health/readiness", "/status")).isEqualTo("UP");
	}

	private String read(String path, String field) {
		return read(managementPort(), path, field);
	}

	private static String read(int port, String path, String field) {
		try (ActuatorClient actuator = new ActuatorClient(port)) {
			return actuator.read(path).at(field).asString();
		}
	}

	static class Endless {

		private final AtomicInteger begun = new AtomicInteger();

		private volatile boolean stopped;

		@TcpHandler("endless")
		void handle() {
			this.begun.incrementAndGet();
			while (!this.stopped) {
				Thread.onSpinWait();
			}
		}

	}

}

package io.sluice.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * What a load balancer sees of a gateway that stops.
 */
@ExtendWith(OutputCaptureExtension.class)
class DrainHealthTests {

	private final HttpClient http = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	private SluiceServerConnectionFactory listener;

	private HeldHandler held;

	private String actuator;

	@BeforeEach
	void start() {
		SpringApplication application = RunningApplication.application();
		application.addPrimarySources(List.of(HeldHandler.class));
		this.context = application.run("--server.port=0", "--logging.level.root=warn",
				"--sluice.shutdown.accept-for=3s", "--sluice.listeners.own.port=0",
				"--sluice.listeners.own.address=127.0.0.1", "--sluice.listeners.own.routes[0].when.equals=hold",
				"--sluice.listeners.own.routes[0].to=hold", "--sluice.listeners.own.routes[1].to=echo");
		this.listener = this.context.getBean("sluice.own.connections", SluiceServerConnectionFactory.class);
		this.held = this.context.getBean(HeldHandler.class);
		this.actuator = "http://127.0.0.1:%s/actuator/"
			.formatted(this.context.getEnvironment().getProperty("local.server.port"));
	}

	@AfterEach
	void stop() {
		this.held.release();
		this.context.close();
		this.http.close();
	}

	@Test
	void readinessIsOutOfServiceDuringTheWholeDrain(CapturedOutput output) throws Exception {
		int port = this.listener.getPort();
		assertThat(get("health/readiness").statusCode()).isEqualTo(200);
		try (TestClient busy = new TestClient(port)) {
			busy.send("hold\n");
			this.held.awaitRequest();
			Thread closing = Thread.ofPlatform().start(this.context::close);
			await().untilAsserted(this::isOutOfService);
			try (TestClient late = new TestClient(port)) {
				assertThat(late.request("late")).as("accepted and served for a while").isEqualTo("late");
				assertThat(late.readToEnd()).isEmpty();
			}
			assertThatException().isThrownBy(() -> new TestClient(port))
				.withRootCauseInstanceOf(ConnectException.class);
			isOutOfService();
			this.held.release();
			assertThat(busy.readToEnd()).isEqualTo("held\n");
			await().until(() -> !closing.isAlive());
		}
		assertThatException().isThrownBy(() -> get("health/readiness")).isInstanceOf(UncheckedIOException.class);
		assertThat(output).doesNotContain("ERROR", "WARN");
	}

	private void isOutOfService() {
		HttpResponse<String> readiness = get("health/readiness");
		assertThat(readiness.statusCode()).isEqualTo(503);
		assertThat(JsonMapper.shared().readTree(readiness.body()).at("/components/sluice/status").asString())
			.isEqualTo("OUT_OF_SERVICE");
		assertThat(get("health/liveness").statusCode()).isEqualTo(200);
	}

	private HttpResponse<String> get(String path) {
		try {
			return this.http.send(HttpRequest.newBuilder(URI.create(this.actuator + path)).build(),
					HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}

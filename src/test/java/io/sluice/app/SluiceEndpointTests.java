package io.sluice.app;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.ActuatorClient;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint that shows listeners and suspends them.
 */
@ExtendWith(OutputCaptureExtension.class)
class SluiceEndpointTests {

	private static final String WRITABLE = "--management.endpoint.sluice.access=unrestricted";

	private static final String SUSPEND = "{\"action\":\"suspend\"}";

	private static final String RESUME = "{\"action\":\"resume\"}";

	private ConfigurableApplicationContext context;

	private ActuatorClient actuator;

	@AfterEach
	void stop() {
		this.actuator.close();
		this.context.close();
	}

	@Test
	void listenerIsShownWithItsStateAndSettings() throws IOException {
		start("--sluice.listeners.demo.timeouts.idle=90m", "--sluice.listeners.demo.timeouts.write=1500ms",
				"--sluice.listeners.demo.access.deny[0]=192.0.2.0/24", "--sluice.listeners.demo.charset=ISO-8859-1");
		try (TestClient client = connect()) {
			client.request("PING");
			JsonNode demo = this.actuator.read("/sluice").at("/listeners/demo");
			assertThat(demo.at("/state").asString()).isEqualTo("listening");
			assertThat(demo.at("/port").asInt()).isEqualTo(listener().getPort());
			assertThat(demo.at("/connections").asInt()).isOne();
			assertThat(demo.at("/activeRequests").asInt()).isZero();
			JsonNode settings = demo.at("/settings");
			assertThat(settings.at("/port").asInt()).isZero();
			assertThat(settings.at("/address").asString()).isEqualTo("127.0.0.1");
			assertThat(settings.at("/tcp-no-delay").asBoolean()).isTrue();
			assertThat(settings.at("/charset").asString()).isEqualTo("ISO-8859-1");
			assertThat(settings.at("/executor/type").asString()).isEqualTo("virtual");
			assertThat(settings.at("/framing/type").asString()).isEqualTo("line");
			assertThat(settings.at("/framing/max-size").asString()).isEqualTo("64KB");
			assertThat(settings.at("/request-timeout").asString()).isEqualTo("30s");
			assertThat(settings.at("/timeouts/idle").asString()).isEqualTo("1h30m");
			assertThat(settings.at("/timeouts/write").asString()).isEqualTo("1500ms");
			assertThat(settings.at("/timeouts/max-age").asString()).isEqualTo("0s");
			assertThat(settings.at("/limits/over-rate").asString()).isEqualTo("answer");
			assertThat(settings.at("/access/deny/0").asString()).isEqualTo("192.0.2.0/24");
			assertThat(settings.has("routes")).isFalse();
			assertThat(this.actuator.read("/sluice/demo").at("/settings")).isEqualTo(settings);
		}
	}

	@Test
	void routesAreShownInWordsWithTheirRequests() throws IOException {
		String route = "--sluice.listeners.own.routes";
		start("--sluice.listeners.own.port=0", "--sluice.listeners.own.address=127.0.0.1",
				route + "[0].when.equals=PING\\x01", route + "[0].to=ping", route + "[1].name=both",
				route + "[1].when.starts-with={", route + "[1].when.ends-with=0x7dff",
				route + "[1].when.matches=.*\"sum\".*", route + "[1].to=sum", route + "[1].reply=none",
				route + "[2].to=echo");
		try (TestClient client = new TestClient(listener("own").getPort())) {
			client.request("hello");
			client.request("PING\u0001");
			client.request("hello");
			JsonNode routes = this.actuator.read("/sluice/own").at("/routes");
			assertRoute(routes.at("/0"), "ping", "equals \"PING\\x01\"", "ping", 1);
			assertRoute(routes.at("/1"), "both",
					"starts-with \"{\" and ends-with \"}\\xff\" and matches \".*\"sum\".*\"", "sum", 0);
			assertRoute(routes.at("/2"), "echo", "every message", "echo", 2);
			assertThat(routes.at("/0/reply").asString()).isEqualTo("auto");
			assertThat(routes.at("/1/reply").asString()).isEqualTo("none");
			assertThat(routes.at("/2/channel").asString()).isEqualTo("sluice.handler.echo.requests");
			assertThat(routes.at("/2/outcomes/ok").asInt()).isEqualTo(2);
		}
	}

	private static void assertRoute(JsonNode route, String name, String when, String to, int requests) {
		assertThat(route.at("/name").asString()).isEqualTo(name);
		assertThat(route.at("/when").asString()).isEqualTo(when);
		assertThat(route.at("/to").asString()).isEqualTo(to);
		assertThat(route.at("/requests").asInt()).isEqualTo(requests);
	}

	@Test
	void suspendedListenerServesItsClientsAndLetsNewOnesWait(CapturedOutput output) throws IOException {
		start(WRITABLE, "--logging.level.io.sluice.actuate=info");
		try (TestClient before = connect()) {
			before.request("PING");
			assertThat(this.actuator.post("/sluice/demo", SUSPEND, 200).at("/state").asString()).isEqualTo("suspended");
			assertThat(paused()).isOne();
			try (TestClient first = connect(); TestClient second = connect()) {
				first.send("PING\n");
				second.send("PING\n");
				assertThat(before.request("still served")).isEqualTo("still served");
				assertThat(this.actuator.read("/sluice/demo").at("/connections").asInt()).isOne();
				assertThat(this.actuator.post("/sluice/demo", RESUME, 200).at("/state").asString())
					.isEqualTo("listening");
				assertThat(first.readLine()).isEqualTo("PONG");
				assertThat(second.readLine()).isEqualTo("PONG");
				assertThat(paused()).isZero();
			}
		}
		assertThat(output).contains(
				"[demo] suspended, new clients wait until it is resumed: somebody at 127.0.0.1 asked for it",
				"[demo] resumed, new clients are accepted: somebody at 127.0.0.1 asked for it");
	}

	@Test
	void readinessIsOutOfServiceWhileAListenerIsSuspended() {
		start(WRITABLE);
		assertThat(this.actuator.read("/health/readiness").at("/components/sluice/details/demo/suspended").asBoolean())
			.isFalse();
		this.actuator.post("/sluice/demo", SUSPEND, 200);
		JsonNode readiness = this.actuator.read("/health/readiness", 503);
		assertThat(readiness.at("/components/sluice/status").asString()).isEqualTo("OUT_OF_SERVICE");
		assertThat(readiness.at("/components/sluice/details/demo/suspended").asBoolean()).isTrue();
		assertThat(readiness.at("/components/sluice/details/demo/listening").asBoolean()).isTrue();
		assertThat(this.actuator.read("/health/liveness").at("/status").asString()).isEqualTo("UP");
		this.actuator.post("/sluice/demo", RESUME, 200);
		assertThat(this.actuator.read("/health/readiness").at("/status").asString()).isEqualTo("UP");
	}

	@Test
	void suspendedListenerStops() throws IOException {
		start(WRITABLE);
		try (TestClient before = connect()) {
			before.request("PING");
			this.actuator.post("/sluice/demo", SUSPEND, 200);
			try (TestClient waiting = connect()) {
				waiting.send("PING\n");
				listener().stop();
				assertThat(before.readToEnd()).isEmpty();
				waiting.awaitClosed();
				assertThat(this.actuator.read("/sluice/demo").at("/state").asString()).isEqualTo("stopped");
			}
		}
	}

	@Test
	void suspensionAskedForTwiceIsResumedOnce() throws IOException {
		start(WRITABLE);
		this.actuator.post("/sluice/demo", SUSPEND, 200);
		this.actuator.post("/sluice/demo", SUSPEND, 200);
		this.actuator.post("/sluice/demo", RESUME, 200);
		this.actuator.post("/sluice/demo", RESUME, 200);
		try (TestClient client = connect()) {
			assertThat(client.request("PING")).isEqualTo("PONG");
		}
	}

	@ParameterizedTest
	@CsvSource({ "demo,{\"action\":\"stop\"},400,'''action'' is ''stop'': known are: suspend, resume, send'",
			"demo,{},400,'''action'' is ''null'': known are: suspend, resume, send'",
			"owl,{\"action\":\"suspend\"},404,'There is no listener ''owl''; known are: demo'" })
	void whatCannotBeDoneIsRefusedWithWhatWouldBeRight(String listener, String body, int status, String message) {
		start(WRITABLE);
		assertThat(this.actuator.post("/sluice/" + listener, body, status).at("/message").asString())
			.isEqualTo(message);
	}

	@Test
	void listenersAreOnlyLookedAtUnlessAccessIsUnrestricted() {
		start();
		for (String path : List.of("/sluice/demo", "/sluice/reload", "/sluice/explain")) {
			assertThat(this.actuator.post(path, SUSPEND, 405).at("/message").asString())
				.isEqualTo("The endpoint is read-only; writes need 'management.endpoint.sluice.access: unrestricted'");
		}
		assertThat(this.actuator.read("/sluice/demo").at("/state").asString()).isEqualTo("listening");
		this.actuator.read("/sluice/owl", 404);
	}

	private void start(String... args) {
		Stream<String> settings = Stream.of("--server.port=0", "--logging.level.root=warn");
		if (Stream.of(args).noneMatch((argument) -> argument.startsWith("--sluice.listeners.own"))) {
			settings = Stream.concat(settings, Stream.of("--sluice.listeners.demo.port=0"));
		}
		this.context = SluiceApplication.application()
			.run(Stream.concat(settings, Stream.of(args)).toArray(String[]::new));
		this.actuator = new ActuatorClient(this.context);
	}

	private SluiceServerConnectionFactory listener() {
		return listener("demo");
	}

	private SluiceServerConnectionFactory listener(String name) {
		return this.context.getBean("sluice." + name + ".connections", SluiceServerConnectionFactory.class);
	}

	private TestClient connect() {
		return new TestClient(listener().getPort());
	}

	private double paused() {
		return this.context.getBean(MeterRegistry.class)
			.get("sluice.accept.paused")
			.tag("reason", "suspended")
			.gauge()
			.value();
	}

}

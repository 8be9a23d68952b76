package io.sluice.app;

import java.io.IOException;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.ActuatorClient;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The endpoint that shows listeners and suspends them.
 */
@ExtendWith(OutputCaptureExtension.class)
class SluiceEndpointTests {

	private static final String WRITABLE = "--management.endpoint.sluice.access=unrestricted";

	private static final String SUSPEND = "{\"action\":\"suspend\"}";

	private static final String RESUME = "{\"action\":\"resume\"}";

	private static final String ROUTE = "--sluice.listeners.routes.routes";

	/** Of all tests that write; they leave it without clients and not suspended. */
	private static RunningApplication application;

	private static ActuatorClient actuator;

	@BeforeAll
	static void start() {
		application = RunningApplication.start(WRITABLE, "--sluice.listeners.demo.routes[0].when.equals=PING",
				"--sluice.listeners.demo.routes[0].to=ping", "--sluice.listeners.demo.routes[1].to=echo",
				"--sluice.listeners.settings.port=0", "--sluice.listeners.settings.address=127.0.0.1",
				"--sluice.listeners.settings.routes[0].to=echo", "--sluice.listeners.settings.timeouts.idle=90m",
				"--sluice.listeners.settings.timeouts.write=1500ms",
				"--sluice.listeners.settings.access.deny[0]=192.0.2.0/24",
				"--sluice.listeners.settings.charset=ISO-8859-1", "--sluice.listeners.routes.port=0",
				"--sluice.listeners.routes.address=127.0.0.1", ROUTE + "[0].when.equals=PING\\x01",
				ROUTE + "[0].to=ping", ROUTE + "[1].name=both", ROUTE + "[1].when.starts-with={",
				ROUTE + "[1].when.ends-with=0x7dff", ROUTE + "[1].when.matches=.*\"sum\".*", ROUTE + "[1].to=sum",
				ROUTE + "[1].reply=none", ROUTE + "[2].to=echo");
		actuator = new ActuatorClient(application.context());
	}

	@AfterAll
	static void stop() {
		actuator.close();
		application.close();
	}

	/** The start of any other application resets it. */
	@BeforeEach
	void logWhoAsks() {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel("io.sluice.actuate", LogLevel.INFO);
	}

	@AfterEach
	void awaitEnds() {
		await().until(() -> application.connections() == 0);
	}

	@Test
	void listenerIsShownWithItsStateAndSettings() throws IOException {
		try (TestClient client = new TestClient(application.port("settings"))) {
			client.request("PING");
			JsonNode shown = actuator.read("/sluice").at("/listeners/settings");
			assertThat(shown.at("/state").asString()).isEqualTo("listening");
			assertThat(shown.at("/port").asInt()).isEqualTo(application.port("settings"));
			assertThat(shown.at("/connections").asInt()).isOne();
			assertThat(shown.at("/activeRequests").asInt()).isZero();
			JsonNode settings = shown.at("/settings");
			assertThat(settings.at("/port").asInt()).isZero();
			assertThat(settings.at("/address").asString()).isEqualTo("127.0.0.1");
			assertThat(settings.at("/tcp-no-delay").asBoolean()).isTrue();
			assertThat(settings.at("/charset").asString()).isEqualTo("ISO-8859-1");
			assertThat(settings.at("/executor/type").asString()).isEqualTo("virtual");
			assertThat(settings.at("/framing/type").asString()).isEqualTo("line");
			assertThat(settings.at("/framing/max-size").asString()).isEqualTo("64KB");
			assertThat(settings.at("/request-timeout").asString()).isEqualTo("30s");
			assertThat(settings.at("/timeouts/idle").asString()).isEqualTo("90m");
			assertThat(settings.at("/timeouts/write").asString()).isEqualTo("1500ms");
			assertThat(settings.at("/timeouts/max-age").asString()).isEqualTo("0s");
			assertThat(settings.at("/limits/over-rate").asString()).isEqualTo("answer");
			assertThat(settings.at("/access/deny/0").asString()).isEqualTo("192.0.2.0/24");
			assertThat(settings.has("routes")).isFalse();
			assertThat(actuator.read("/sluice/settings").at("/settings")).isEqualTo(settings);
		}
	}

	@Test
	void routesAreShownInWordsWithTheirRequests() throws IOException {
		try (TestClient client = new TestClient(application.port("routes"))) {
			client.request("hello");
			client.request("PING\u0001");
			client.request("hello");
			JsonNode routes = actuator.read("/sluice/routes").at("/routes");
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
		try (TestClient before = application.connect()) {
			before.request("PING");
			assertThat(actuator.post("/sluice/demo", SUSPEND, 200).at("/state").asString()).isEqualTo("suspended");
			assertThat(paused()).isOne();
			try (TestClient first = application.connect(); TestClient second = application.connect()) {
				first.send("PING\n");
				second.send("PING\n");
				assertThat(before.request("still served")).isEqualTo("still served");
				assertThat(actuator.read("/sluice/demo").at("/connections").asInt()).isOne();
				assertThat(actuator.post("/sluice/demo", RESUME, 200).at("/state").asString()).isEqualTo("listening");
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
		assertThat(actuator.read("/health/readiness").at("/components/sluice/details/demo/suspended").asBoolean())
			.isFalse();
		actuator.post("/sluice/demo", SUSPEND, 200);
		JsonNode readiness = actuator.read("/health/readiness", 503);
		assertThat(readiness.at("/components/sluice/status").asString()).isEqualTo("OUT_OF_SERVICE");
		assertThat(readiness.at("/components/sluice/details/demo/suspended").asBoolean()).isTrue();
		assertThat(readiness.at("/components/sluice/details/demo/listening").asBoolean()).isTrue();
		assertThat(actuator.read("/health/liveness").at("/status").asString()).isEqualTo("UP");
		actuator.post("/sluice/demo", RESUME, 200);
		assertThat(actuator.read("/health/readiness").at("/status").asString()).isEqualTo("UP");
	}

	@Test
	void suspendedListenerStops() throws IOException {
		try (RunningApplication stopped = RunningApplication.start(WRITABLE);
				ActuatorClient operator = new ActuatorClient(stopped.context());
				TestClient before = stopped.connect()) {
			before.request("PING");
			operator.post("/sluice/demo", SUSPEND, 200);
			try (TestClient waiting = stopped.connect()) {
				waiting.send("PING\n");
				stopped.context().getBean("sluice.demo.connections", SluiceServerConnectionFactory.class).stop();
				assertThat(before.readToEnd()).isEmpty();
				waiting.awaitClosed();
				assertThat(operator.read("/sluice/demo").at("/state").asString()).isEqualTo("stopped");
			}
		}
	}

	@Test
	void suspensionAskedForTwiceIsResumedOnce() throws IOException {
		actuator.post("/sluice/demo", SUSPEND, 200);
		actuator.post("/sluice/demo", SUSPEND, 200);
		actuator.post("/sluice/demo", RESUME, 200);
		actuator.post("/sluice/demo", RESUME, 200);
		try (TestClient client = application.connect()) {
			assertThat(client.request("PING")).isEqualTo("PONG");
		}
	}

	@ParameterizedTest
	@CsvSource({ "demo,{\"action\":\"stop\"},400,'''action'' is ''stop'': known are: suspend, resume, send'",
			"demo,{},400,'''action'' is missing: known are: suspend, resume, send'",
			"owl,{\"action\":\"suspend\"},404,'There is no listener ''owl''; known are: demo, routes, settings'" })
	void whatCannotBeDoneIsRefusedWithWhatWouldBeRight(String listener, String body, int status, String message) {
		assertThat(actuator.post("/sluice/" + listener, body, status).at("/message").asString()).isEqualTo(message);
	}

	@Test
	void listenersAreOnlyLookedAtUnlessAccessIsUnrestricted() {
		try (RunningApplication readable = RunningApplication.start();
				ActuatorClient reader = new ActuatorClient(readable.context())) {
			for (String path : List.of("/sluice/demo", "/sluice/reload", "/sluice/explain")) {
				assertThat(reader.post(path, SUSPEND, 405).at("/message").asString()).isEqualTo(
						"The endpoint is read-only; writes need 'management.endpoint.sluice.access: unrestricted'");
			}
			assertThat(reader.read("/sluice/demo").at("/state").asString()).isEqualTo("listening");
			reader.read("/sluice/owl", 404);
		}
	}

	private double paused() {
		return application.context()
			.getBean(MeterRegistry.class)
			.get("sluice.accept.paused")
			.tag("listener", "demo")
			.tag("reason", "suspended")
			.gauge()
			.value();
	}

}

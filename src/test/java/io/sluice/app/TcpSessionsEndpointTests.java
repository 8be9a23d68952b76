package io.sluice.app;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

import io.sluice.TcpHandler;
import io.sluice.TcpSession;
import io.sluice.TcpSessions;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.ActuatorClient;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The endpoint through which an operator reaches devices by their names.
 */
class TcpSessionsEndpointTests {

	private static ConfigurableApplicationContext context;

	private static ActuatorClient actuator;

	@BeforeAll
	static void start() {
		SpringApplication application = RunningApplication.application();
		application.addPrimarySources(List.of(Trackers.class));
		context = application.run("--server.port=0", "--management.endpoint.tcpsessions.access=unrestricted",
				"--sluice.listeners.trackers.port=0", "--sluice.listeners.trackers.address=127.0.0.1",
				"--sluice.listeners.trackers.correlate.by=order",
				"--sluice.listeners.trackers.correlate.answers.starts-with=ANS",
				"--sluice.listeners.trackers.routes[0].to=login", "--sluice.listeners.plain.port=0",
				"--sluice.listeners.plain.address=127.0.0.1", "--sluice.listeners.plain.routes[0].to=login");
		actuator = new ActuatorClient(context);
	}

	@AfterAll
	static void stop() {
		actuator.close();
		context.close();
	}

	@Test
	void aDeviceIsReachedByItsName() throws IOException {
		try (TestClient client = connect("trackers", "pushed")) {
			JsonNode pushed = actuator.post("/tcpsessions/pushed", "{\"text\":\"CMD,REBOOT\"}", 200);
			assertThat(pushed.propertyNames()).containsExactly("result", "session");
			assertThat(pushed.at("/result").asString()).isEqualTo("WRITTEN");
			assertThat(pushed.at("/session/identities/0").asString()).isEqualTo("pushed");
			assertThat(client.readLine()).isEqualTo("CMD,REBOOT");
			actuator.post("/tcpsessions/pushed", "{\"hex\":\"43 4d 44\"}", 200);
			assertThat(client.readLine()).isEqualTo("CMD");
			actuator.post("/tcpsessions/pushed", "{\"json\":\"{\\\"a\\\":1}\"}", 200);
			assertThat(client.readLine()).isEqualTo("{\"a\":1}");
			JsonNode unfit = actuator.post("/tcpsessions/pushed", "{\"text\":\"two\\nlines\"}", 422);
			assertThat(unfit.at("/result").asString()).isEqualTo("FAILED");
			assertThat(unfit.at("/message").asString()).contains("it contains the line end (LF)");
		}
		await().until(() -> sessions().find("pushed").isEmpty());
		JsonNode gone = actuator.post("/tcpsessions/pushed", "{\"text\":\"CMD\"}", 404);
		assertThat(gone.at("/result").asString()).isEqualTo("NOT_CONNECTED");
	}

	@Test
	void aDeviceIsAsked() throws Exception {
		try (TestClient client = connect("trackers", "asked")) {
			Thread device = Thread.ofVirtual().start(() -> {
				assertThat(readLine(client)).isEqualTo("CMD,POS");
				send(client, "ANS,1\n");
			});
			JsonNode asked = actuator.post("/tcpsessions/asked", "{\"text\":\"CMD,POS\",\"await\":\"1m\"}", 200);
			assertThat(asked.at("/result").asString()).isEqualTo("WRITTEN");
			assertThat(asked.at("/reply/text").asString()).isEqualTo("ANS,1");
			assertThat(asked.at("/reply/hex").asString()).isEqualTo("414e532c31");
			device.join();
			JsonNode silent = actuator.post("/tcpsessions/asked", "{\"text\":\"CMD,2\",\"await\":\"100ms\"}", 504);
			assertThat(silent.at("/result").asString()).isEqualTo("UNANSWERED");
			JsonNode behind = actuator.post("/tcpsessions/asked", "{\"text\":\"CMD,3\",\"await\":\"100ms\"}", 503);
			assertThat(behind.at("/result").asString()).isEqualTo("NOT_SENT");
		}
		try (TestClient client = connect("plain", "without correlate")) {
			assertThat(
					actuator.post("/tcpsessions?identity=without%20correlate", "{\"text\":\"x\",\"await\":\"1s\"}", 409)
						.at("/message")
						.asString())
				.contains("without 'sluice.listeners.plain.correlate'");
			assertThat(client.request("still open")).isEqualTo("LOAD");
		}
	}

	@Test
	void aNameOfSeveralListenersNeedsTheListenersName() throws IOException {
		try (TestClient one = connect("trackers", "a/b"); TestClient other = connect("plain", "a/b")) {
			assertThat(actuator.post("/tcpsessions?identity=a/b", "{\"text\":\"x\"}", 409).at("/result").asString())
				.isEqualTo("AMBIGUOUS");
			actuator.post("/tcpsessions?identity=a/b&listener=plain", "{\"text\":\"to the other\"}", 200);
			assertThat(other.readLine()).isEqualTo("to the other");
			JsonNode all = actuator.read("/tcpsessions?identity=A/");
			assertThat(all.propertyNames()).containsExactly("total", "sessions");
			assertThat(all.at("/total").asInt()).isEqualTo(2);
			assertThat(actuator.read("/tcpsessions?identity=A/&listener=plain").at("/sessions/0/listener").asString())
				.isEqualTo("plain");
			assertThat(one.socket().isConnected()).isTrue();
		}
	}

	@Test
	void aConnectionIsReachedByItsId() throws IOException {
		try (TestClient client = connect("plain", "-")) {
			String id = idOf(client);
			JsonNode pushed = actuator.post("/tcpsessions", "{\"id\":\"" + id + "\",\"text\":\"by id\"}", 200);
			assertThat(pushed.at("/session/id").asString()).isEqualTo(id);
			assertThat(client.readLine()).isEqualTo("by id");
			actuator.post("/tcpsessions?id=" + id, "{\"text\":\"by parameter\"}", 200);
			assertThat(client.readLine()).isEqualTo("by parameter");
			assertThat(actuator.post("/tcpsessions?id=" + id, "{\"text\":\"x\",\"await\":\"1s\"}", 409)
				.at("/message")
				.asString()).contains("without 'sluice.listeners.plain.correlate'");
			assertThat(actuator.post("/tcpsessions?id=" + id, "{\"text\":\"x\",\"listener\":\"plain\"}", 400)
				.at("/message")
				.asString()).endsWith("give it without 'identity' and 'listener'");
		}
		JsonNode gone = actuator.post("/tcpsessions", "{\"id\":\"gone\",\"text\":\"x\"}", 404);
		assertThat(gone.at("/result").asString()).isEqualTo("NOT_CONNECTED");
		assertThat(gone.at("/message").asString()).isEqualTo("no open session has the id 'gone'");
	}

	@Test
	void theLifeOfAConnectionIsShown() throws Exception {
		Instant before = Instant.now().minusMillis(1);
		try (TestClient client = connect("trackers", "lived")) {
			String id = idOf(client);
			actuator.post("/tcpsessions/lived", "{\"text\":\"CMD\"}", 200);
			Thread device = Thread.ofVirtual().start(() -> {
				assertThat(readLine(client)).isEqualTo("CMD");
				assertThat(readLine(client)).isEqualTo("CMD,POS");
				send(client, "ANS,1\n");
			});
			actuator.post("/tcpsessions/lived", "{\"text\":\"CMD,POS\",\"await\":\"1m\"}", 200);
			device.join();
			await().untilAsserted(() -> assertThat(life(id)).containsExactly("opened", "identified name=lived",
					"request size=5 route=login outcome=ok replySize=4", "push size=3 outcome=written",
					"ask size=7 outcome=written", "answer size=5 outcome=ok"));
			JsonNode shown = actuator.read("/connections/" + id);
			List<Instant> times = shown.at("/recent")
				.valueStream()
				.map((event) -> Instant.parse(event.at("/at").asString()))
				.toList();
			assertThat(times).isSorted().allMatch((time) -> time.isAfter(before) && time.isBefore(Instant.now()));
			assertThat(shown.at("/recent/0/at")).isEqualTo(shown.at("/openedAt"));
		}
	}

	@Test
	void messagesPushNeitherTheOpeningNorTheNameOutOfALife() throws IOException {
		try (TestClient client = connect("plain", "busy")) {
			for (int i = 0; i < 40; i++) {
				client.request("busy");
			}
			assertThat(client.request("busy " + "x".repeat(100))).isEqualTo("LOAD");
			String id = idOf(client);
			await().untilAsserted(() -> assertThat(life(id)).hasSize(11)
				.startsWith("opened", "identified name=busy")
				.contains("request size=4 route=login outcome=ok replySize=4")
				.endsWith("request size=105 route=login outcome=ok replySize=4"));
		}
	}

	/** The connections of tests are open at once, so one is found by its client. */
	private static String idOf(TestClient client) {
		return actuator.read("/connections?peer=127.0.0.1:" + client.socket().getLocalPort())
			.at("/connections/0/id")
			.asString();
	}

	/** The events without their times. */
	private static List<String> life(String id) {
		return actuator.read("/connections/" + id)
			.at("/recent")
			.valueStream()
			.map((event) -> event.propertyStream()
				.filter((field) -> !field.getKey().equals("at"))
				.map((field) -> (field.getKey().equals("event") ? "" : field.getKey() + "=")
						+ field.getValue().asString())
				.collect(Collectors.joining(" ")))
			.toList();
	}

	@Test
	void aSessionIsShown() throws IOException {
		try (TestClient client = connect("plain", "shown")) {
			JsonNode shown = actuator.read("/tcpsessions/shown");
			assertThat(shown.at("/listener").asString()).isEqualTo("plain");
			assertThat(shown.at("/identities/0").asString()).isEqualTo("shown");
			assertThat(shown.at("/requests").asInt()).isOne();
			assertThat(actuator.read("/tcpsessions/nobody", 404).at("/message").asString())
				.isEqualTo("No session is named 'nobody'");
			assertThat(client.socket().isConnected()).isTrue();
		}
	}

	@Test
	void allSessionsOfAListenerAreReached() throws IOException {
		try (TestClient one = connect("plain", "one"); TestClient other = connect("plain", "other")) {
			JsonNode result = actuator.post("/tcpsessions", "{\"listener\":\"plain\",\"text\":\"to all\"}", 200);
			assertThat(result.propertyNames()).containsExactly("written", "stuck", "failed");
			assertThat(result.at("/written").asInt()).isGreaterThanOrEqualTo(2);
			assertThat(one.readLine()).isEqualTo("to all");
			assertThat(other.readLine()).isEqualTo("to all");
		}
	}

	@Test
	void allSessionsAreReached() throws IOException {
		try (TestClient one = connect("plain", "one"); TestClient other = connect("trackers", "other")) {
			JsonNode result = actuator.post("/tcpsessions", "{\"all\":true,\"text\":\"to all\"}", 200);
			assertThat(result.at("/written").asInt()).isGreaterThanOrEqualTo(2);
			assertThat(one.readLine()).isEqualTo("to all");
			assertThat(other.readLine()).isEqualTo("to all");
		}
	}

	@Test
	void sessionsAreFoundByNameAndById() throws IOException {
		try (TestClient one = connect("plain", "found/one"); TestClient other = connect("trackers", "found/one")) {
			assertThat(actuator.read("/tcpsessions?name=found/one").at("/total").asInt()).isEqualTo(2);
			JsonNode found = actuator.read("/tcpsessions?name=found/one&listener=plain");
			assertThat(found.at("/total").asInt()).isOne();
			assertThat(found.at("/sessions/0/listener").asString()).isEqualTo("plain");
			String id = found.at("/sessions/0/id").asString();
			assertThat(actuator.read("/tcpsessions?id=" + id)).isEqualTo(found);
			assertThat(actuator.read("/tcpsessions?name=found").at("/total").asInt()).isZero();
			assertThat(actuator.read("/tcpsessions?id=none").at("/sessions")).isEmpty();
			assertThat(actuator.read("/tcpsessions?id=x&listener=plain", 400).at("/message").asString())
				.isEqualTo("'id' is 'x': give it without 'name', 'identity' and 'listener'");
			assertThat(actuator.read("/tcpsessions?name=x&identity=x", 400).at("/message").asString())
				.isEqualTo("'name' is 'x': give it without 'identity'");
			assertThat(one.socket().getPort()).isNotEqualTo(other.socket().getPort());
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					/tcpsessions       | {"text":"x"}                             | is missing: known are: trackers, plain
					/tcpsessions       | {"text":"x","listener":"x"}              | is 'x': known are: trackers, plain
					/tcpsessions       | {"text":"x","listener":"plain","await":"1s"} | only one session can be asked
					/tcpsessions       | {"id":"x","identity":"x","text":"x"} | give it without 'identity' and 'listener'
					/tcpsessions       | {"all":true,"listener":"plain","text":"x"} | give it without 'id', 'identity' and 'listener'
					/tcpsessions       | {"all":false,"text":"x"}                | is missing: known are: trackers, plain
					/tcpsessions       | {"all":true,"text":"x","await":"1s"}    | only one session can be asked
					/tcpsessions       | {"all":true}                            | give one of 'text', 'hex' and 'json'
					/tcpsessions       | {"id":"x"}                              | give one of 'text', 'hex' and 'json'
					/tcpsessions/a     | {}                                       | is missing: give one of 'text', 'hex' and 'json'
					/tcpsessions/a     | {"text":                                 | The body cannot be read: it must be a JSON object
					/tcpsessions/a     | {"json":{"a":1}}                         | The body cannot be read: it must be a JSON object
					/tcpsessions/a     | {"text":"x","hex":"00"}                  | give one of 'text', 'hex' and 'json'
					/tcpsessions/a     | {"hex":"0"}                              | an even number of hexadecimal digits
					/tcpsessions/a     | {"json":"{"}                             | it must be JSON
					/tcpsessions/a     | {"text":"x","await":"soon"}              | is 'soon': it must be a time with a unit, from 1ms to 1h, such as 5s
					/tcpsessions/a     | {"text":"x","await":"5"}                 | is '5': it must be a time with a unit
					""")
	void aBadRequestIsRefused(String path, String body, String message) {
		assertThat(actuator.post(path, body, 400).at("/message").asString()).contains(message);
	}

	private static TestClient connect(String listener, String name) throws IOException {
		TestClient client = new TestClient(
				context.getBean("sluice." + listener + ".connections", SluiceServerConnectionFactory.class).getPort());
		assertThat(client.request(name)).isEqualTo("LOAD");
		return client;
	}

	private static TcpSessions sessions() {
		return context.getBean(TcpSessions.class);
	}

	private static String readLine(TestClient client) {
		try {
			return client.readLine();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void send(TestClient client, String text) {
		try {
			client.send(text);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static class Trackers {

		@TcpHandler("login")
		String login(String name, TcpSession session) {
			session.identify(name);
			return "LOAD";
		}

	}

}

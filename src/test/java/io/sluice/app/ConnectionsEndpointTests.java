package io.sluice.app;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.ActuatorClient;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.OpensslClient;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import io.sluice.support.TestClient;
import io.sluice.telemetry.EventMemory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The endpoint that shows connections and ends them.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConnectionsEndpointTests {

	private static final String WRITABLE = "--management.endpoint.connections.access=unrestricted";

	/** Of all tests that need no other settings; they leave no connection open. */
	private static ConfigurableApplicationContext shared;

	private ConfigurableApplicationContext context;

	private ActuatorClient actuator;

	@AfterEach
	void stop() {
		this.actuator.close();
		if (this.context != shared) {
			this.context.getBean(HeldHandler.class).release();
			this.context.close();
		}
		else {
			await().until(() -> shared.getBeansOfType(SluiceServerConnectionFactory.class)
				.values()
				.stream()
				.allMatch((listener) -> listener.openConnections().count() == 0));
		}
	}

	@AfterAll
	static void stopShared() {
		if (shared != null) {
			shared.close();
		}
	}

	@Test
	void connectionIsShownWithWhatItIsAt() throws Exception {
		Instant before = Instant.now().minusMillis(1);
		start();
		try (TestClient client = connect("own")) {
			assertThat(client.request("hello")).isEqualTo("hello");
			await()
				.until(() -> "idle".equals(this.actuator.read("/connections").at("/connections/0/state").asString()));
			assertThat(this.actuator.read("/connections").at("/connections/0/route").asString())
				.as("the one of the request before")
				.isEqualTo("echo");
			client.send("hold\n");
			this.context.getBean(HeldHandler.class).awaitRequest();
			JsonNode shown = this.actuator.read("/connections");
			assertThat(shown.at("/total").asInt()).isOne();
			JsonNode connection = shown.at("/connections/0");
			assertThat(connection.propertyNames()).containsExactly("id", "listener", "peer", "state", "openedAt",
					"requests", "bytesReceived", "bytesSent", "route");
			assertThat(connection.at("/listener").asString()).isEqualTo("own");
			assertThat(connection.at("/peer").asString()).isEqualTo(peerOf(client));
			assertThat(connection.at("/state").asString()).isEqualTo("request");
			assertThat(Instant.parse(connection.at("/openedAt").asString())).isBetween(before, Instant.now());
			assertThat(connection.at("/requests").asInt()).isEqualTo(2);
			assertThat(connection.at("/bytesReceived").asInt()).isEqualTo("hello\nhold\n".length());
			assertThat(connection.at("/bytesSent").asInt()).isEqualTo("hello\n".length());
			assertThat(connection.at("/route").asString()).isEqualTo("hold");
			JsonNode one = this.actuator.read("/connections/" + connection.at("/id").asString());
			assertThat(one.at("/id")).isEqualTo(connection.at("/id"));
			assertThat(one.at("/state").asString()).isEqualTo("request");
		}
		// that the client is gone is found by the write of the reply
		this.context.getBean(HeldHandler.class).release();
		await().until(() -> this.actuator.read("/connections").at("/total").asInt() == 0);
	}

	@Test
	void nothingIsRememberedWithoutTheConsole() throws Exception {
		start("--sluice.console.enabled=false");
		assertThat(this.context.getBeanProvider(EventMemory.class).stream()).isEmpty();
		try (TestClient client = connect("own")) {
			client.request("hello");
			String id = onlyId();
			assertThat(this.actuator.read("/connections/" + id).propertyNames()).contains("requests")
				.doesNotContain("recent");
			Object journal = ReflectionTestUtils.getField(ReflectionTestUtils.getField(connection("own", id), "loop"),
					"journal");
			assertThat(ReflectionTestUtils.getField(journal, "recent")).isNull();
		}
		assertThat(this.actuator.read("/connections/errors", 404).at("/message").asString())
			.isEqualTo("Errors are not recorded: 'sluice.console.enabled' is false");
	}

	@Test
	void latestErrorsAreShownWithListenerAndPeer() throws Exception {
		start("--sluice.listeners.own.framing.max-size=1KB", "--sluice.listeners.calc.port=0",
				"--sluice.listeners.calc.address=127.0.0.1", "--sluice.listeners.calc.routes[0].to=sum",
				"--sluice.listeners.shut.port=0", "--sluice.listeners.shut.address=127.0.0.1",
				"--sluice.listeners.shut.access.deny[0]=127.0.0.1", "--sluice.listeners.shut.routes[0].to=echo",
				"--sluice.listeners.own.identity.by=message",
				"--sluice.listeners.own.identity.extract.regex=^LOGIN (.*)");
		try (TestClient own = connect("own"); TestClient calc = connect("calc"); TestClient shut = connect("shut")) {
			calc.request("{}");
			own.request("LOGIN device-7");
			own.send("x".repeat(2000) + "\n");
			own.readToEnd();
			await().until(() -> this.actuator.read("/connections/errors").at("/errors").size() == 3);
			Map<String, JsonNode> errors = new HashMap<>();
			this.actuator.read("/connections/errors")
				.at("/errors")
				.forEach((each) -> errors.put(each.at("/listener").asString(), each));
			assertThat(errors.get("own").at("/event").asString()).isEqualTo("frame");
			assertThat(errors.get("own").at("/reason").asString()).isEqualTo("frame_too_large");
			assertThat(errors.get("own").at("/identities/0").asString()).isEqualTo("device-7");
			assertThat(errors.get("own").at("/peer").asString()).isEqualTo(peerOf(own));
			assertThat(errors.get("calc").propertyNames()).containsExactly("at", "listener", "peer", "connection",
					"event", "reason", "route");
			assertThat(errors.get("calc").at("/event").asString()).isEqualTo("request");
			assertThat(errors.get("calc").at("/connection").asString())
				.isEqualTo(this.actuator.read("/connections?listener=calc").at("/connections/0/id").asString());
			assertThat(errors.get("shut").at("/event").asString()).isEqualTo("rejected");
			assertThat(errors.get("shut").at("/reason").asString()).isEqualTo("address_denied");
			assertThat(errors.get("shut").at("/peer").asString()).isEqualTo(peerOf(shut));
		}
	}

	@Test
	void halfFrameThatWasDroppedIsAnErrorWithItsPeer() throws Exception {
		start("--sluice.listeners.lossy.port=0", "--sluice.listeners.lossy.address=127.0.0.1",
				"--sluice.listeners.lossy.framing.type=stx-etx", "--sluice.listeners.lossy.framing.resync=true",
				"--sluice.listeners.lossy.routes[0].to=echo");
		try (TestClient lossy = connect("lossy")) {
			lossy.send("\u0002half\u0002whole\u0003");
			assertThat(lossy.read(7)).asString().isEqualTo("\u0002whole\u0003");
			JsonNode error = this.actuator.read("/connections/errors").at("/errors/0");
			assertThat(error.at("/event").asString()).isEqualTo("frame");
			assertThat(error.at("/reason").asString()).isEqualTo("bad_frame");
			assertThat(error.at("/peer").asString()).isEqualTo(peerOf(lossy));
		}
	}

	@Test
	void pushByAnAdapterIsPartOfTheLife() throws Exception {
		start();
		try (TestClient client = connect("own")) {
			client.request("hello");
			String id = onlyId();
			connection("own", id).send(new GenericMessage<>("pushed"));
			assertThat(client.readLine()).isEqualTo("pushed");
			JsonNode recent = this.actuator.read("/connections/" + id).at("/recent");
			assertThat(recent.findValuesAsString("event")).containsExactly("opened", "request", "push");
			assertThat(recent.at("/2/size").asInt()).isEqualTo("pushed".length());
			assertThat(recent.at("/2/outcome").asString()).isEqualTo("written");
			assertThatThrownBy(() -> connection("own", id).send(new GenericMessage<>("two\nlines")))
				.isInstanceOf(MessageDeliveryException.class);
			assertThat(this.actuator.read("/connections/" + id).at("/recent").size()).as("nothing was sent")
				.isEqualTo(3);
		}
	}

	@Test
	void filtersCombine() throws Exception {
		start();
		try (TestClient silent = connect("own");
				TestClient half = connect("own");
				TestClient other = connect("other")) {
			half.send("half a line");
			String peer = peerOf(other);
			await().untilAsserted(() -> assertThat(peers("?state=frame")).containsExactly(peerOf(half)));
			await()
				.untilAsserted(() -> assertThat(peers("?state=idle")).containsExactlyInAnyOrder(peerOf(silent), peer));
			assertThat(peers("?listener=own&state=idle")).containsExactly(peerOf(silent));
			assertThat(peers("?listener=other&peer=&identity=&tlsSubject=&state=&sort=&page=&size="))
				.containsExactly(peer);
			assertThat(peers("?peer=127.0.0.0/8")).hasSize(3);
			assertThat(peers("?peer=10.0.0.0/8")).isEmpty();
			// a client of the other listener may have the same port
			assertThat(peers("?peer=" + peer)).containsOnly(peer);
			assertThat(peers("?listener=other&peer=" + peer)).containsExactly(peer);
			assertThat(peers("?tlsSubject=device")).isEmpty();
		}
	}

	@Test
	void pagesOfASortedListHaveEveryConnectionOnce() throws Exception {
		start();
		List<TestClient> clients = new ArrayList<>();
		try {
			for (int i = 0; i < 60; i++) {
				clients.add(connect("own"));
				clients.getLast().request("x".repeat(i + 1));
			}
			assertThat(this.actuator.read("/connections").at("/connections").size()).isEqualTo(50);
			Set<String> seen = new HashSet<>();
			for (int page = 0; page < 3; page++) {
				JsonNode shown = this.actuator.read("/connections?sort=-bytesReceived&size=25&page=" + page);
				assertThat(shown.at("/total").asInt()).isEqualTo(60);
				assertThat(shown.at("/connections/0/bytesReceived").asInt()).isEqualTo(61 - 25 * page);
				seen.addAll(shown.at("/connections").findValuesAsString("id"));
			}
			assertThat(seen).hasSize(60);
			assertThat(peers("?sort=openedAt&size=1")).containsExactly(peerOf(clients.getFirst()));
			assertThat(peers("?sort=-openedAt&size=1")).containsExactly(peerOf(clients.getLast()));
		}
		finally {
			for (TestClient client : clients) {
				client.close();
			}
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					listener=owl  | 'listener' is 'owl': known are: other, own
					peer=here     | 'peer' is 'here': 'here' is not an IP address or a block: write 10.0.0.0/8, 2001:db8::/32 or an address alone. Names are not looked up
					peer=10.1.0.0/8 | 'peer' is '10.1.0.0/8': 10.1.0.0/8 has bits beyond its prefix: write 10.0.0.0/8, or the address alone
					state=busy    | 'state' is 'busy': known are: handshake, idle, frame, request, reply
					sort=-age     | 'sort' is '-age': it must be one of id, listener, peer, identities, tlsSubject, state, openedAt, requests, bytesReceived, bytesSent, route, with a '-' before it for descending
					page=-1       | 'page' is '-1': it must be a whole number from 0 to 999999999
					size=0        | 'size' is '0': it must be a whole number from 1 to 1000
					size=1001     | 'size' is '1001': it must be a whole number from 1 to 1000
					size=many     | 'size' is 'many': it must be a whole number from 1 to 1000
					""",
			quoteCharacter = '"')
	void badParameterIsRefusedWithWhatWouldBeRight(String query, String message) {
		start();
		assertThat(this.actuator.read("/connections?" + query, 400).at("/message").asString()).isEqualTo(message);
	}

	@Test
	@NeedsPrograms("openssl")
	void tlsSubjectIsTheSubjectOfTheClientsCertificate(@TempDir Path directory) throws Exception {
		TestCertificates certificates = new TestCertificates(directory, "authority");
		Pem device = certificates.issue("device-7", "DNS:device-7.example.com");
		List<String> settings = new ArrayList<>(List.of("--sluice.listeners.own.ssl.bundle=gateway",
				"--sluice.listeners.own.ssl.client-auth=want", "--spring.ssl.bundle.pem.gateway.truststore.certificate="
						+ "file:" + certificates.authority().certificate()));
		certificates.issue("gateway.example.com", "DNS:gateway.example.com")
			.bundle("gateway")
			.forEach((line) -> settings.add("--" + line));
		start(settings.toArray(String[]::new));
		try (TestClient silent = connect("own");
				OpensslClient client = new OpensslClient(port("own"), "-cert", device.certificate().toString(), "-key",
						device.key().toString())) {
			client.request("hello", "hello");
			JsonNode shown = this.actuator.read("/connections?tlsSubject=cn%3DDevice-7");
			assertThat(shown.at("/total").asInt()).isOne();
			assertThat(shown.at("/connections/0/tlsSubject").asString()).isEqualTo("CN=device-7,O=Sluice");
			assertThat(peers("?state=handshake")).containsExactly(peerOf(silent));
		}
	}

	@Test
	void connectionsAreOnlyLookedAtUnlessAccessIsUnrestricted() throws Exception {
		start();
		try (TestClient client = connect("own")) {
			client.request("hello");
			assertThat(this.actuator.delete("/connections/" + onlyId())).isEqualTo(405);
			assertThat(client.request("still here")).isEqualTo("still here");
		}
	}

	@Test
	void deletedConnectionEndsAndTheLogTellsWhoAskedForIt(CapturedOutput output) throws Exception {
		start(WRITABLE, "--logging.level.io.sluice.actuate=info");
		try (TestClient client = connect("own"); TestClient other = connect("other")) {
			client.request("hello");
			String id = this.actuator.read("/connections?listener=own").at("/connections/0/id").asString();
			assertThat(this.actuator.delete("/connections/" + id)).isEqualTo(204);
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(closedByOperator()).isOne());
			assertThat(output)
				.contains("[own] connection " + id + " is closed in phase idle: somebody at 127.0.0.1 asked for it");
			assertThat(other.request("untouched")).isEqualTo("untouched");
			assertThat(this.actuator.delete("/connections/" + id)).isEqualTo(404);
			assertThat(this.actuator.read("/connections/" + id, 404).at("/message").asString())
				.isEqualTo("No connection '" + id + "' is open");
		}
	}

	@Test
	void deletedConnectionIsAnsweredWhatItHasAsked() throws Exception {
		start(WRITABLE);
		try (TestClient client = connect("own")) {
			client.send("hold\n");
			HeldHandler held = this.context.getBean(HeldHandler.class);
			held.awaitRequest();
			assertThat(this.actuator.delete("/connections/" + onlyId())).isEqualTo(204);
			assertThat(this.actuator.read("/connections").at("/connections/0/state").asString()).isEqualTo("request");
			held.release();
			assertThat(client.readToEnd()).isEqualTo("held\n");
			await().untilAsserted(() -> assertThat(closedByOperator()).isOne());
		}
	}

	private void start(String... args) {
		if (args.length > 0) {
			this.context = run(args);
		}
		else {
			if (shared == null) {
				shared = run();
			}
			this.context = shared;
		}
		this.actuator = new ActuatorClient(this.context);
	}

	private static ConfigurableApplicationContext run(String... args) {
		SpringApplication application = RunningApplication.application();
		application.addPrimarySources(List.of(HeldHandler.class));
		Stream<String> settings = Stream.of("--server.port=0", "--logging.level.root=warn",
				"--sluice.listeners.own.port=0", "--sluice.listeners.own.address=127.0.0.1",
				"--sluice.listeners.own.routes[0].when.equals=hold", "--sluice.listeners.own.routes[0].to=hold",
				"--sluice.listeners.own.routes[1].to=echo", "--sluice.listeners.other.port=0",
				"--sluice.listeners.other.address=127.0.0.1", "--sluice.listeners.other.routes[0].to=echo");
		return application.run(Stream.concat(settings, Stream.of(args)).toArray(String[]::new));
	}

	private int port(String listener) {
		return this.context.getBean("sluice." + listener + ".connections", SluiceServerConnectionFactory.class)
			.getPort();
	}

	private TcpConnection connection(String listener, String id) {
		SluiceServerConnectionFactory factory = this.context.getBean("sluice." + listener + ".connections",
				SluiceServerConnectionFactory.class);
		Map<?, ?> open = (Map<?, ?>) ReflectionTestUtils.getField(factory.openConnections(), "connections");
		return (TcpConnection) open.get(id);
	}

	private TestClient connect(String listener) {
		return new TestClient(port(listener));
	}

	private String onlyId() {
		return this.actuator.read("/connections").at("/connections/0/id").asString();
	}

	private List<String> peers(String query) {
		return this.actuator.read("/connections" + query).at("/connections").findValuesAsString("peer");
	}

	private long closedByOperator() {
		Timer timer = this.context.getBean(MeterRegistry.class)
			.find("sluice.connections")
			.tag("close.reason", "operator")
			.timer();
		return (timer != null) ? timer.count() : 0;
	}

	private static String peerOf(TestClient client) {
		return "127.0.0.1:" + client.socket().getLocalPort();
	}

}

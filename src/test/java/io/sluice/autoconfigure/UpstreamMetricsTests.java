package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.sluice.support.LinePeer;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.TestHttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.integration.channel.QueueChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the metrics tell of upstreams, with real services behind them.
 */
class UpstreamMetricsTests {

	private static final String REQUESTS = "sluice.upstream.requests";

	private static final String STATE = "sluice.upstream.state";

	private static final String CONNECTIONS = "sluice.upstream.connections";

	@TempDir
	private Path directory;

	/** Starts a gateway with upstreams and the routes of a listener, as YAML. */
	private TestGateway start(String upstreams, String... routes) throws IOException {
		Path file = this.directory.resolve("sluice.yml");
		Files.writeString(file, GatewayYaml.yaml(upstreams, "[ " + String.join(", ", routes) + " ]"),
				StandardCharsets.UTF_8);
		return TestGateway.start(UpstreamMetricsTests.class, "spring.config.import=file:" + file);
	}

	private static String tcp(int port, String more) {
		return "{ core: { to: [\"127.0.0.1:%d\"], connections: 2, reconnect: { backoff: 10ms, max-backoff: 50ms }%s } }"
			.formatted(port, more);
	}

	private static double state(TestGateway gateway, String upstream, String state) {
		return gateway.meter(STATE, "upstream", upstream, "state", state);
	}

	@Test
	void requestsToATcpServiceAreCountedByRouteAndOutcome() throws IOException {
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			String line = in.readLine();
			while (line != null && !line.equals("end")) {
				out.println(line);
				line = in.readLine();
			}
		});
				TestGateway gateway = start(tcp(peer.port(), ""), "{ name: one, when: { equals: one }, to: core }",
						"{ name: other, to: core }");
				TestClient client = gateway.connect()) {
			assertThat(client.request("one")).isEqualTo("one");
			assertThat(client.request("two")).isEqualTo("two");
			assertThat(client.request("end")).isEqualTo("ERR UPSTREAM_UNAVAILABLE the upstream did not answer");
			assertThat(gateway.count(REQUESTS, "upstream", "core", "route", "one", "outcome", "ok")).isOne();
			assertThat(gateway.count(REQUESTS, "upstream", "core", "route", "other", "outcome", "ok")).isOne();
			assertThat(gateway.count(REQUESTS, "upstream", "core", "route", "other", "outcome", "unanswered")).isOne();
		}
	}

	@Test
	void aTcpServiceIsDownUntilItIsConnectedTo() throws IOException {
		LinePeer closed = LinePeer.start(LinePeer::echo);
		closed.close();
		try (TestGateway gateway = start(tcp(closed.port(), ""), "{ to: core }");
				TestClient client = gateway.connect()) {
			await().until(() -> state(gateway, "core", "down") == 1);
			assertThat(client.request("one")).startsWith("ERR UPSTREAM_UNAVAILABLE");
			assertThat(gateway.count(REQUESTS, "upstream", "core", "route", "core", "outcome", "unavailable")).isOne();
			assertThat(gateway.meter(CONNECTIONS, "upstream", "core", "state", "idle")).isZero();
			try (LinePeer peer = LinePeer.start(closed.port(), LinePeer::echo)) {
				await().until(() -> gateway.meter(CONNECTIONS, "upstream", "core", "state", "idle") == 2);
				assertThat(state(gateway, "core", "up")).isOne();
				assertThat(state(gateway, "core", "down")).isZero();
				await().untilAsserted(() -> assertThat(peer.accepted()).isEqualTo(2));
			}
		}
	}

	@Test
	void aTcpServiceIsDegradedWhileOneOfItsAddressesIsDown() throws IOException {
		LinePeer other = LinePeer.start(LinePeer::echo);
		try (LinePeer one = LinePeer.start(LinePeer::echo);
				TestGateway gateway = start(
						"{ core: { to: [\"127.0.0.1:%d\", \"127.0.0.1:%d\"] } }".formatted(one.port(), other.port()),
						"{ to: core }")) {
			await().until(() -> state(gateway, "core", "up") == 1);
			other.close();
			await().until(() -> state(gateway, "core", "degraded") == 1);
		}
	}

	@Test
	void aConnectionWithARequestIsBusy() throws IOException {
		// a gateway that closes waits for its requests, so the service ends them
		CompletableFuture<?> end = new CompletableFuture<>();
		try (LinePeer peer = LinePeer.start((connection, in, out) -> end.join());
				TestGateway gateway = start(tcp(peer.port(), ""), "{ to: core }");
				TestClient client = gateway.connect()) {
			client.send("one\n");
			await().until(() -> gateway.meter(CONNECTIONS, "upstream", "core", "state", "busy") == 1);
			await().until(() -> gateway.meter(CONNECTIONS, "upstream", "core", "state", "idle") == 1);
			end.complete(null);
		}
	}

	@Test
	void tooManyRequestsAreCountedAsBusy() throws IOException {
		// a gateway that closes waits for its requests, so the service ends them
		CompletableFuture<?> end = new CompletableFuture<>();
		try (LinePeer peer = LinePeer.start((connection, in, out) -> end.join());
				TestGateway gateway = start(tcp(peer.port(), ", max-in-flight: 1, timeout: 1m"), "{ to: core }");
				TestClient one = gateway.connect();
				TestClient two = gateway.connect();
				TestClient three = gateway.connect()) {
			await().until(() -> gateway.meter(CONNECTIONS, "upstream", "core", "state", "idle") == 2);
			one.send("1\n");
			two.send("2\n");
			await().until(() -> gateway.meter(CONNECTIONS, "upstream", "core", "state", "busy") == 2);
			assertThat(three.request("3")).startsWith("ERR BUSY");
			assertThat(gateway.count(REQUESTS, "upstream", "core", "outcome", "busy")).isOne();
			end.complete(null);
		}
	}

	@Test
	void requestsToAnHttpServiceAreCountedByOutcome() throws IOException {
		try (TestHttpServer server = new TestHttpServer((exchange) -> TestHttpServer.answer(exchange,
				Integer.parseInt(exchange.getRequestURI().getPath().substring(1)), "body"));
				TestGateway gateway = start("{ pricing: { url: \"%s\" } }".formatted(server.url()),
						"{ name: quotes, to: \"pricing/{text:0..}\" }");
				TestClient client = gateway.connect()) {
			for (String request : new String[] { "200", "200", "404", "503", ".." }) {
				client.request(request);
			}
			assertThat(gateway.count(REQUESTS, "upstream", "pricing", "route", "quotes", "outcome", "ok")).isEqualTo(2);
			assertThat(gateway.count(REQUESTS, "upstream", "pricing", "outcome", "refused")).isOne();
			assertThat(gateway.count(REQUESTS, "upstream", "pricing", "outcome", "failed")).isOne();
			assertThat(state(gateway, "pricing", "up")).isOne();
		}
	}

	@Test
	void anHttpServiceThatIsNotReachedIsDown() throws IOException {
		try (TestGateway gateway = start("{ pricing: { url: \"http://127.0.0.1:1\" } }", "{ to: pricing }");
				TestClient client = gateway.connect()) {
			for (int i = 0; i < 5; i++) {
				assertThat(state(gateway, "pricing", "up")).isOne();
				assertThat(client.request("quote")).startsWith("ERR UPSTREAM_UNAVAILABLE");
			}
			assertThat(state(gateway, "pricing", "down")).isOne();
			assertThat(gateway.count(REQUESTS, "upstream", "pricing", "outcome", "unavailable")).isEqualTo(5);
		}
	}

	@Test
	void aServiceWithoutANameHasThatOfItsAddress() throws IOException {
		try (TestHttpServer server = new TestHttpServer(TestHttpServer.answering(200, "yes"));
				TestGateway gateway = start("{}", "{ name: events, to: \"%s/events\" }".formatted(server.url()));
				TestClient client = gateway.connect()) {
			assertThat(client.request("event")).isEqualTo("yes");
			String name = "127.0.0.1:" + server.port();
			assertThat(gateway.count(REQUESTS, "upstream", name, "route", "events", "outcome", "ok")).isOne();
			assertThat(state(gateway, name, "up")).isOne();
		}
	}

	@Test
	void aMessageOfTheApplicationHasNoRoute() throws IOException {
		QueueChannel replies = new QueueChannel();
		try (LinePeer peer = LinePeer.start(LinePeer::echo);
				TestGateway gateway = start(tcp(peer.port(), ""), "{ to: echo }")) {
			MessageChannel core = gateway.context().getBean("sluice.core.upstream", MessageChannel.class);
			core.send(new GenericMessage<>("hello".getBytes(StandardCharsets.UTF_8),
					Map.of(MessageHeaders.REPLY_CHANNEL, replies)));
			Message<?> reply = replies.receive(60_000);
			assertThat(reply.getPayload()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
			assertThat(gateway.count(REQUESTS, "upstream", "core", "route", "none", "outcome", "ok")).isOne();
		}
	}

	@Test
	void withoutAnUpstreamThereIsNoMeterOfOne() throws IOException {
		try (TestGateway gateway = start("{}", "{ to: echo }"); TestClient client = gateway.connect()) {
			client.request("hello");
			assertThat(gateway.meters("sluice.upstream")).isEmpty();
		}
	}

}

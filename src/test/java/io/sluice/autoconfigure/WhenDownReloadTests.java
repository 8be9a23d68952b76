package io.sluice.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.sluice.support.ClosedPort;
import io.sluice.support.LinePeer;
import io.sluice.support.ReloadedGateway;
import io.sluice.support.TestClient;
import io.sluice.support.TestHttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.sluice.autoconfigure.GatewayYaml.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that wait for a target while the configuration changes.
 */
class WhenDownReloadTests {

	private static final String WAIT = "[ { to: core, when-down: wait, reply: { error: \"NAK {code}\" } } ]";

	private static final String HURRIED = WAIT + "\n      request-timeout: 1s";

	@TempDir
	private Path directory;

	private ReloadedGateway start(String yaml) throws Exception {
		return ReloadedGateway.start(this.directory.resolve("sluice.yml"), WhenDownReloadTests.class, yaml);
	}

	private static String tcp(int port) {
		return "{ core: { to: [\"127.0.0.1:%d\"], connections: 1, reconnect: { backoff: 50ms, max-backoff: 50ms } } }"
			.formatted(port);
	}

	private static void awaitActive(ReloadedGateway gateway) {
		await().until(() -> gateway.gateway().meter("sluice.requests.active") > 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{ core: { to: [\"127.0.0.1:1\"] } }" })
	void aClientThatIsHeldBackGoesOnByTheNewRoutes(String upstreams) throws Exception {
		try (ReloadedGateway gateway = start(yaml(tcp(ClosedPort.reserve()), HURRIED));
				TestClient client = gateway.connect()) {
			assertThat(client.request("first")).isEqualTo("NAK UPSTREAM_UNAVAILABLE");
			client.send("second\n");
			gateway.apply(yaml(upstreams, "[ { to: echo } ]\n      request-timeout: 1s"));
			assertThat(client.readLine()).isEqualTo("second");
		}
	}

	@Test
	void aClientThatIsHeldBackGoesOnWithTheReplacement() throws Exception {
		try (LinePeer next = LinePeer.start(LinePeer.prefixing("new:"));
				ReloadedGateway gateway = start(yaml(tcp(ClosedPort.reserve()), HURRIED));
				TestClient client = gateway.connect()) {
			assertThat(client.request("first")).isEqualTo("NAK UPSTREAM_UNAVAILABLE");
			client.send("second\n");
			gateway.apply(yaml(tcp(next.port()), HURRIED));
			assertThat(client.readLine()).isEqualTo("new:second");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { WAIT,
			"[ { to: core, when-down: wait, retry: { attempts: 2, backoff: 10ms }, reply: { error: \"NAK {code}\" } } ]" })
	void aMessageThatWaitsIsSentToTheReplacement(String routes) throws Exception {
		try (LinePeer next = LinePeer.start(LinePeer.prefixing("new:"));
				ReloadedGateway gateway = start(yaml(tcp(ClosedPort.reserve()), routes));
				TestClient client = gateway.connect()) {
			client.send("a\nb\n");
			awaitActive(gateway);
			gateway.apply(yaml(tcp(next.port()), routes));
			assertThat(client.readLine()).isEqualTo("new:a");
			assertThat(client.readLine()).isEqualTo("new:b");
		}
	}

	@Test
	void messagesWithoutRepliesWaitForTheReplacementToo() throws Exception {
		String routes = "[ { to: core, when-down: wait, reply: none } ]";
		List<String> received = Collections.synchronizedList(new ArrayList<>());
		try (LinePeer next = LinePeer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				received.add(line);
				out.println(line);
			}
		});
				ReloadedGateway gateway = start(yaml(tcp(ClosedPort.reserve()), routes));
				TestClient client = gateway.connect()) {
			client.send("a\nb\nc\n");
			await().until(() -> gateway.gateway().requests("core", "ok") == 1);
			gateway.apply(yaml(tcp(next.port()), routes));
			await().until(() -> received.size() == 3);
			assertThat(received).containsExactly("a", "b", "c");
		}
	}

	@Test
	void aMessageThatWaitsForAServiceIsSentToTheReplacement() throws Exception {
		String upstream = "{ core: { url: \"%s\" } }";
		try (TestHttpServer next = new TestHttpServer(TestHttpServer.answering(200, "new"));
				ReloadedGateway gateway = start(
						yaml(upstream.formatted("http://127.0.0.1:" + ClosedPort.reserve()), WAIT));
				TestClient client = gateway.connect()) {
			client.send("a\n");
			awaitActive(gateway);
			gateway.apply(yaml(upstream.formatted(next.url()), WAIT));
			assertThat(client.readLine()).isEqualTo("new");
		}
	}

	@Test
	void aMessageWaitsForAnUnchangedTargetAcrossAReload() throws Exception {
		int port = ClosedPort.reserve();
		try (ReloadedGateway gateway = start(yaml(tcp(port), WAIT)); TestClient client = gateway.connect()) {
			client.send("a\nb\n");
			awaitActive(gateway);
			gateway.apply(yaml(tcp(port), WAIT + "\n      limits: { max-connections: 10 }"));
			try (LinePeer _ = LinePeer.start(port, LinePeer::echo)) {
				assertThat(client.readLine()).isEqualTo("a");
				assertThat(client.readLine()).isEqualTo("b");
			}
		}
	}

}

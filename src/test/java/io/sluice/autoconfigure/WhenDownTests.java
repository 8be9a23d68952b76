package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import com.sun.net.httpserver.HttpServer;
import io.sluice.support.ClosedPort;
import io.sluice.support.LinePeer;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.TestHttpServer;
import io.sluice.telemetry.UpstreamRoster;
import io.sluice.telemetry.UpstreamState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Routes whose clients wait while the target is down.
 */
class WhenDownTests {

	private static final String UNAVAILABLE = "NAK UPSTREAM_UNAVAILABLE";

	@TempDir
	private Path directory;

	/** Starts a gateway whose listener {@code test} leads to {@code core}. */
	private TestGateway start(int port, String listener, String... properties) throws IOException {
		Path file = this.directory.resolve("sluice.yml");
		Files.writeString(file, """
				sluice:
				  upstreams:
				    core: { to: "127.0.0.1:%d", reconnect: { backoff: 50ms, max-backoff: 50ms } }
				  listeners:
				    test:
				      port: 0
				      address: 127.0.0.1
				%s
				""".formatted(port, listener.indent(6)), StandardCharsets.UTF_8);
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("spring.config.import=file:" + file);
		return TestGateway.start(WhenDownTests.class, all.toArray(String[]::new));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void messagesWaitForTheTargetAndNoMoreAreRead(int pipeline) throws Exception {
		int port = ClosedPort.reserve();
		try (TestGateway gateway = start(port, """
				pipeline: %d
				routes: [ { to: core, when-down: wait, reply: { error: "NAK {code}" } } ]
				""".formatted(pipeline)); TestClient client = gateway.connect()) {
			for (int i = 0; i < 100; i++) {
				client.send(i + "\n");
			}
			await().until(() -> gateway.meter("sluice.requests.active") > 0);
			try (LinePeer _ = LinePeer.start(port, LinePeer::echo)) {
				for (int i = 0; i < 100; i++) {
					assertThat(client.readLine()).isEqualTo(String.valueOf(i));
				}
			}
			assertThat(gateway.requests("core", "ok")).isEqualTo(100);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void aMessageThatHasWaitedForTooLongIsAnsweredAndTheNextIsNotRead(int pipeline) throws Exception {
		int port = ClosedPort.reserve();
		try (TestGateway gateway = start(port, """
				pipeline: %d
				request-timeout: 1s
				routes: [ { to: core, when-down: wait, reply: { error: "NAK {code}" } } ]
				""".formatted(pipeline)); TestClient client = gateway.connect()) {
			assertThat(client.request("first")).isEqualTo(UNAVAILABLE);
			client.send("second\n");
			// longer than the request's time
			try (TestClient other = gateway.connect()) {
				assertThat(other.request("third")).isEqualTo(UNAVAILABLE);
			}
			try (LinePeer _ = LinePeer.start(port, LinePeer::echo)) {
				assertThat(client.readLine()).isEqualTo("second");
			}
		}
	}

	@Test
	void aTargetThatGoesAwayAndComesBackIsWaitedForEachTime() throws Exception {
		int port = ClosedPort.reserve();
		try (TestGateway gateway = start(port, """
				routes: [ { to: core, when-down: wait, reply: { error: "NAK {code}" } } ]
				"""); TestClient client = gateway.connect()) {
			for (int i = 0; i < 3; i++) {
				client.send(i + "\n");
				await().until(() -> gateway.meter("sluice.requests.active") > 0);
				try (LinePeer _ = LinePeer.start(port, LinePeer::echo)) {
					assertThat(client.readLine()).isEqualTo(String.valueOf(i));
				}
				await().until(() -> !isUp(gateway));
			}
		}
	}

	private static boolean isUp(TestGateway gateway) {
		return gateway.context().getBean(UpstreamRoster.class).find("core").status().state() == UpstreamState.UP;
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void aDrainDoesNotWaitForAConnectionThatIsHeldBack(int pipeline) throws Exception {
		TestGateway gateway = start(ClosedPort.reserve(), """
				pipeline: %d
				request-timeout: 1s
				routes: [ { to: core, when-down: wait, reply: { error: "NAK {code}" } } ]
				""".formatted(pipeline), "sluice.shutdown.timeout=1h");
		try (gateway; TestClient client = gateway.connect()) {
			assertThat(client.request("first")).isEqualTo(UNAVAILABLE);
			client.send("second\n");
			gateway.context().close();
			client.awaitClosed();
		}
		assertThat(gateway.closed("draining")).isOne();
	}

	@Test
	void aDrainAnswersTheMessageThatWaits() throws Exception {
		TestGateway gateway = start(ClosedPort.reserve(), """
				request-timeout: 2s
				routes: [ { to: core, when-down: wait, reply: { error: "NAK {code}" } } ]
				""", "sluice.shutdown.timeout=1h");
		try (gateway; TestClient client = gateway.connect()) {
			client.send("first\n");
			await().until(() -> gateway.meter("sluice.requests.active") > 0);
			gateway.context().close();
			assertThat(client.readLine()).isEqualTo(UNAVAILABLE);
			client.awaitClosed();
		}
	}

	@ParameterizedTest
	@CsvSource({ "timeouts.idle, idle_timeout", "timeouts.max-age, max_age" })
	void aConnectionThatIsHeldBackHasItsDeadlines(String timeout, String reason) throws Exception {
		try (TestGateway gateway = start(ClosedPort.reserve(), """
				request-timeout: 1s
				routes: [ { to: core, when-down: wait, reply: { error: "NAK {code}" } } ]
				""", "." + timeout + "=2s"); TestClient client = gateway.connect()) {
			assertThat(client.request("first")).isEqualTo(UNAVAILABLE);
			client.send("second\nthi");
			client.awaitClosed();
			await().untilAsserted(() -> assertThat(gateway.closed(reason)).isOne());
		}
	}

	@ParameterizedTest
	@CsvSource({ "1, true, client_reset", "1, false, client_closed", "4, true, client_reset",
			"4, false, client_closed" })
	void aClientThatLeavesWhileItIsHeldBackIsNoticed(int pipeline, boolean reset, String reason) throws Exception {
		try (TestGateway gateway = start(ClosedPort.reserve(), """
				pipeline: %d
				request-timeout: 1s
				routes: [ { to: core, when-down: wait, reply: { error: "NAK {code}" } } ]
				""".formatted(pipeline))) {
			TestClient client = gateway.connect();
			assertThat(client.request("first")).isEqualTo(UNAVAILABLE);
			if (reset) {
				client.reset();
			}
			else {
				client.close();
			}
			await().untilAsserted(() -> assertThat(gateway.closed(reason)).isOne());
		}
	}

	@Test
	void aClientThatLeavesWhileItsMessageWaitsLeavesNothingBehind() throws Exception {
		int port = ClosedPort.reserve();
		try (TestGateway gateway = start(port, """
				routes: [ { to: core, when-down: wait, reply: { error: "NAK {code}" } } ]
				""")) {
			TestClient client = gateway.connect();
			client.send("first\n");
			await().until(() -> gateway.meter("sluice.requests.active") > 0);
			client.reset();
			await().untilAsserted(() -> assertThat(gateway.closed("client_reset")).isOne());
			try (LinePeer _ = LinePeer.start(port, LinePeer::echo); TestClient next = gateway.connect()) {
				assertThat(next.request("second")).isEqualTo("second");
				await().until(() -> gateway.meter("sluice.requests.outstanding") == 0);
			}
		}
	}

	@Test
	void repliesOfOtherRoutesAreWrittenMeanwhile() throws Exception {
		int port = ClosedPort.reserve();
		try (TestGateway gateway = start(port, """
				pipeline: 4
				reply-order: any
				routes:
				  - { when: { starts-with: e }, to: echo }
				  - { to: core, when-down: wait, reply: { error: "NAK {code}" } }
				"""); TestClient client = gateway.connect()) {
			assertThat(client.request("e1")).isEqualTo("e1");
			client.send("e2\nc\n");
			assertThat(client.readLine()).isEqualTo("e2");
			try (LinePeer _ = LinePeer.start(port, LinePeer::echo)) {
				assertThat(client.readLine()).isEqualTo("c");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "when-down: wait", "when-down: wait, retry: { attempts: 2, backoff: 10ms }" })
	void anHttpUpstreamIsWaitedFor(String policy) throws Exception {
		int port = ClosedPort.reserve();
		try (TestGateway gateway = start(ClosedPort.reserve(), """
				routes: [ { to: "POST http://127.0.0.1:%d/a", %s, reply: { error: "NAK {code}" } } ]
				""".formatted(port, policy)); TestClient client = gateway.connect()) {
			client.send("a\nb\n");
			await().until(() -> gateway.meter("sluice.requests.active") > 0);
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
			try (TestHttpServer _ = new TestHttpServer(server, TestHttpServer.answering(200, "done"))) {
				assertThat(client.readLine()).isEqualTo("done");
				assertThat(client.readLine()).isEqualTo("done");
			}
		}
	}

	@Test
	void withoutRepliesMessagesWaitToo() throws Exception {
		int port = ClosedPort.reserve();
		List<String> received = Collections.synchronizedList(new ArrayList<>());
		// messages on several connections to the upstream overtake one another
		try (TestGateway gateway = start(port, """
				routes: [ { to: core, when-down: wait, reply: none } ]
				""", "sluice.upstreams.core.connections=1"); TestClient client = gateway.connect()) {
			client.send("a\nb\nc\n");
			await().until(() -> gateway.requests("core", "ok") == 1);
			try (LinePeer _ = LinePeer.start(port, (connection, in, out) -> {
				for (String line = in.readLine(); line != null; line = in.readLine()) {
					received.add(line);
					out.println(line);
				}
			})) {
				await().until(() -> received.size() == 3);
				assertThat(received).containsExactly("a", "b", "c");
			}
		}
	}

	@Test
	void withNakEachMessageIsAnsweredAtOnce() throws Exception {
		try (TestGateway gateway = start(ClosedPort.reserve(), """
				routes: [ { to: core, when-down: nak, reply: { error: "NAK {code}" } } ]
				"""); TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo(UNAVAILABLE);
			assertThat(client.request("b")).isEqualTo(UNAVAILABLE);
			assertThat(gateway.longestOpen("client_closed")).isLessThan(Duration.ofSeconds(30));
		}
	}

	@ParameterizedTest
	@CsvSource({ "echo, when-down", "'core, fallback: echo', when-down" })
	void whatCannotWaitFailsTheStart(String target, String key) {
		assertThatException()
			.isThrownBy(() -> start(ClosedPort.reserve(), "routes: [ { to: %s, when-down: wait } ]".formatted(target)))
			.withMessageContaining("sluice.listeners.test.routes[0]." + key);
	}

}

package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.support.LinePeer;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.TestHttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The failure policy of a route whose target, or whose fallback, is an upstream.
 */
class PolicyWithUpstreamTests {

	private static final String UNANSWERED = "ERR UPSTREAM_UNAVAILABLE the upstream did not answer";

	@TempDir
	private Path directory;

	/** What the upstream has received. */
	private final Queue<String> received = new ConcurrentLinkedQueue<>();

	private TestGateway start(String upstreams, String route) throws IOException {
		Path file = this.directory.resolve("sluice.yml");
		Files.writeString(file, """
				sluice:
				  upstreams:
				%s
				  listeners:
				    test:
				      port: 0
				      address: 127.0.0.1
				      request-timeout: 30s
				      routes:
				        - %s
				""".formatted(upstreams.indent(4), route), StandardCharsets.UTF_8);
		return TestGateway.start(PolicyWithUpstreamTests.class, "spring.config.import=file:" + file);
	}

	private static String core(LinePeer peer, String more) {
		return "core: { to: [\"127.0.0.1:%d\"], reconnect: { backoff: 10ms, max-backoff: 20ms }, %s }\n"
			.formatted(peer.port(), more);
	}

	/** Its first connection ends after the first request, which is not answered. */
	private LinePeer losingTheFirst() throws IOException {
		return LinePeer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				this.received.add(line);
				if (this.received.size() == 1) {
					return;
				}
				out.println(line);
			}
		});
	}

	@Test
	void aRequestThatWasNotSentIsSentWhenTheUpstreamIsBack() throws Exception {
		LinePeer down = LinePeer.start(LinePeer::echo);
		down.close();
		try (TestGateway gateway = start(core(down, "connections: 1"),
				"{ to: core, name: it, retry: { attempts: 20, backoff: 20ms } }");
				TestClient client = gateway.connect()) {
			client.send("patient\n");
			await().ignoreExceptions().until(() -> gateway.meter("sluice.upstream.retries", "route", "it") > 0);
			try (LinePeer peer = LinePeer.start(down.port(), LinePeer::echo)) {
				assertThat(client.readLine()).isEqualTo("patient");
				assertThat(peer.accepted()).isEqualTo(1);
			}
		}
	}

	@Test
	void aRequestThatWasSentIsNotSentAgain() throws Exception {
		try (LinePeer peer = losingTheFirst();
				TestGateway gateway = start(core(peer, "connections: 1"), "{ to: core, retry: { backoff: 1ms } }");
				TestClient client = gateway.connect()) {
			assertThat(client.request("one")).isEqualTo(UNANSWERED);
			assertThat(client.request("two")).isEqualTo("two");
			assertThat(this.received).containsExactly("one", "two");
		}
	}

	@Test
	void aRequestToAnIdempotentUpstreamIsSentAgain() throws Exception {
		try (LinePeer peer = losingTheFirst();
				TestGateway gateway = start(core(peer, "connections: 1, idempotent: true"),
						"{ to: core, retry: { backoff: 1ms, retry-on: [unavailable, unanswered] } }");
				TestClient client = gateway.connect()) {
			assertThat(client.request("one")).isEqualTo("one");
			assertThat(this.received).containsExactly("one", "one");
		}
	}

	@Test
	void aRequestOfAStickyClientIsNotTriedOnAnotherConnection() throws Exception {
		try (LinePeer peer = losingTheFirst();
				TestGateway gateway = start(core(peer, "sticky: true"),
						"{ to: core, timeout: 20s, retry: { backoff: 1ms } }");
				TestClient client = gateway.connect()) {
			assertThat(client.request("one")).isEqualTo(UNANSWERED);
			client.awaitClosed();
			assertThat(this.received).containsExactly("one");
			try (TestClient next = gateway.connect()) {
				assertThat(next.request("two")).isEqualTo("two");
			}
		}
	}

	@Test
	void anOpenBreakerKeepsRequestsFromTheUpstream() throws Exception {
		try (LinePeer peer = LinePeer.start((connection, in, out) -> this.received.add(in.readLine()));
				TestGateway gateway = start(core(peer, "connections: 1"),
						"{ to: core, circuit-breaker: { window: 4, open-for: 1h } }");
				TestClient client = gateway.connect()) {
			await().until(() -> client.request("request").contains("circuit"));
			int before = this.received.size();
			for (int i = 0; i < 20; i++) {
				assertThat(client.request("request")).startsWith("ERR UPSTREAM_UNAVAILABLE");
			}
			assertThat(this.received).hasSize(before);
		}
	}

	@Test
	void anotherUpstreamIsTheFallback() throws Exception {
		LinePeer down = LinePeer.start(LinePeer::echo);
		down.close();
		try (LinePeer backup = LinePeer.start(LinePeer.prefixing("backup "));
				TestGateway gateway = start(
						core(down, "connections: 1") + core(backup, "connections: 1").replace("core:", "backup:"),
						"{ to: core, name: it, fallback: backup }");
				TestClient client = gateway.connect()) {
			for (int i = 0; i < 20; i++) {
				assertThat(client.request("line " + i)).isEqualTo("backup line " + i);
			}
			assertThat(gateway.meter("sluice.upstream.fallbacks", "route", "it")).isEqualTo(20);
		}
	}

	@Test
	void anUpstreamOverHttpIsTriedAgainAndThenReplaced() throws Exception {
		AtomicInteger failures = new AtomicInteger(2);
		LinePeer down = LinePeer.start(LinePeer::echo);
		down.close();
		try (TestHttpServer server = new TestHttpServer((exchange) -> {
			boolean fails = failures.getAndDecrement() > 0;
			TestHttpServer.answer(exchange, fails ? 503 : 200, "from " + exchange.getRequestURI());
		});
				TestGateway gateway = start(
						"pricing: { url: \"http://127.0.0.1:%d\" }\n".formatted(server.port())
								+ core(down, "connections: 1"),
						"""
								{ when: { equals: retry }, to: pricing/retry, retry: { backoff: 1ms, retry-on: [5xx] } }
								        - { to: core, fallback: "POST pricing/{text:0..}" }
								""");
				TestClient client = gateway.connect()) {
			assertThat(client.request("retry")).isEqualTo("from /retry");
			assertThat(server.asked()).hasSize(3);
			assertThat(client.request("other")).isEqualTo("from /other");
		}
	}

}

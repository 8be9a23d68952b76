package io.sluice.app;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.sluice.support.ActuatorClient;
import io.sluice.support.LinePeer;
import io.sluice.support.TestClient;
import io.sluice.support.TestHttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The endpoint that shows upstreams and suspends them, with real services behind it.
 */
@ExtendWith(OutputCaptureExtension.class)
class UpstreamEndpointTests {

	private static final String WRITABLE = "management.endpoint.sluice.access=unrestricted";

	private static final String SUSPEND = "{\"action\":\"suspend\"}";

	private static final String RESUME = "{\"action\":\"resume\"}";

	private static final String CORE = "/sluice/upstreams/core";

	private static final String PRICING = "/sluice/upstreams/pricing";

	private static final String SUSPENDED = "ERR UPSTREAM_UNAVAILABLE the upstream is suspended";

	private RunningApplication application;

	private ActuatorClient actuator;

	@AfterEach
	void stop() {
		this.actuator.close();
		this.application.close();
	}

	private void start(String... settings) {
		List<String> args = new ArrayList<>();
		for (String setting : settings) {
			args.add("--" + setting);
		}
		this.application = RunningApplication.start(args.toArray(String[]::new));
		this.actuator = new ActuatorClient(this.application.context());
	}

	private void startTcp(LinePeer peer, String... more) {
		List<String> settings = new ArrayList<>(List.of(more));
		settings.add("sluice.upstreams.core.to=127.0.0.1:" + peer.port());
		settings.add("sluice.upstreams.core.connections=2");
		settings.add("sluice.upstreams.core.timeout=1m");
		settings.add("sluice.listeners.demo.request-timeout=1m");
		settings.add("sluice.listeners.demo.routes[0].to=core");
		start(settings.toArray(String[]::new));
		await().until(() -> state(CORE).equals("up"));
	}

	private void startHttp(TestHttpServer server, String... more) {
		List<String> settings = new ArrayList<>(List.of(more));
		settings
			.add("sluice.upstreams.pricing.url=http://user:secret@127.0.0.1:%d/v1?key=secret".formatted(server.port()));
		settings.add("sluice.listeners.demo.routes[0].to=pricing");
		start(settings.toArray(String[]::new));
	}

	private String state(String path) {
		return this.actuator.read(path).at("/state").asString();
	}

	@Test
	void aTcpServiceIsShownWithItsConnectionsRequestsAndLatency() throws IOException {
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			String line = in.readLine();
			while (line != null && !line.equals("end")) {
				if (!line.equals("never")) {
					out.println(line);
				}
				line = in.readLine();
			}
		})) {
			startTcp(peer);
			try (TestClient client = this.application.connect(); TestClient other = this.application.connect()) {
				JsonNode before = this.actuator.read(CORE);
				assertThat(before.has("latency")).isFalse();
				assertThat(before.has("lastError")).isFalse();
				assertThat(client.request("hello")).isEqualTo("hello");
				Instant start = Instant.now();
				assertThat(client.request("end")).startsWith("ERR UPSTREAM_UNAVAILABLE");
				other.send("never\n");
				await().until(() -> this.actuator.read(CORE).at("/inFlight").asInt() == 1);
				await().until(() -> this.actuator.read(CORE).at("/connections").asInt() == 2);
				JsonNode core = this.actuator.read("/sluice").at("/upstreams/core");
				assertThat(core.at("/kind").asString()).isEqualTo("tcp");
				assertThat(core.at("/state").asString()).isEqualTo("up");
				assertThat(core.at("/required").asBoolean()).isFalse();
				assertThat(core.at("/waiting").asInt()).isZero();
				assertThat(core.at("/addresses/0/address").asString()).isEqualTo("127.0.0.1:" + peer.port());
				assertThat(core.at("/addresses/0/connections").asInt()).isEqualTo(2);
				assertThat(core.at("/latency/p50").asDouble()).isPositive();
				assertThat(core.at("/latency/p99").asDouble()).isPositive();
				assertThat(core.at("/lastError/message").asString()).startsWith("the upstream did not answer");
				assertThat(Instant.parse(core.at("/lastError/at").asString()))
					.isBetween(start.minus(Duration.ofMillis(1)), Instant.now());
				assertThat(this.actuator.read("/sluice/upstreams").at("/core/kind").asString()).isEqualTo("tcp");
			}
		}
	}

	@Test
	void anHttpServiceIsShownWithoutSecrets() throws IOException {
		CountDownLatch answered = new CountDownLatch(1);
		try (TestHttpServer server = new TestHttpServer((exchange) -> {
			await().until(() -> answered.getCount() == 0);
			TestHttpServer.answer(exchange, 503, "body");
		})) {
			startHttp(server, "sluice.upstreams.pricing.max-in-flight=1");
			try (TestClient client = this.application.connect(); TestClient other = this.application.connect()) {
				client.send("one\n");
				await().until(() -> this.actuator.read(PRICING).at("/inFlight").asInt() == 1);
				other.send("two\n");
				await().until(() -> this.actuator.read(PRICING).at("/waiting").asInt() == 1);
				answered.countDown();
				assertThat(client.readLine()).startsWith("ERR UPSTREAM_UNAVAILABLE");
				assertThat(other.readLine()).startsWith("ERR UPSTREAM_UNAVAILABLE");
				JsonNode pricing = this.actuator.read(PRICING);
				assertThat(pricing.at("/kind").asString()).isEqualTo("http");
				assertThat(pricing.at("/state").asString()).isEqualTo("up");
				assertThat(pricing.at("/addresses/0/address").asString()).isEqualTo(server.url() + "/v1");
				assertThat(pricing.at("/lastError/message").asString())
					.isEqualTo("the upstream failed with status 503");
				assertThat(this.actuator.read("/sluice").toString()).doesNotContain("secret");
			}
		}
	}

	@Test
	void aSuspendedTcpServiceGetsNoNewRequestsAndAnswersThoseThatItHas(CapturedOutput output) throws IOException {
		CountDownLatch resumed = new CountDownLatch(1);
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				if (line.equals("slow")) {
					await().until(() -> resumed.getCount() == 0);
				}
				out.println(line);
			}
		})) {
			startTcp(peer, WRITABLE, "logging.level.io.sluice.actuate=info");
			try (TestClient slow = this.application.connect(); TestClient client = this.application.connect()) {
				slow.send("slow\n");
				await().until(() -> this.actuator.read(CORE).at("/inFlight").asInt() == 1);
				assertThat(this.actuator.post(CORE, SUSPEND, 200).at("/state").asString()).isEqualTo("suspended");
				this.actuator.post(CORE, SUSPEND, 200);
				assertThat(client.request("hello")).isEqualTo(SUSPENDED);
				resumed.countDown();
				assertThat(slow.readLine()).isEqualTo("slow");
				assertThat(slow.request("hello")).isEqualTo(SUSPENDED);
				JsonNode core = this.actuator.read(CORE);
				assertThat(core.at("/connections").asInt()).isEqualTo(2);
				assertThat(core.has("lastError")).isFalse();
				assertThat(this.actuator.post(CORE, RESUME, 200).at("/state").asString()).isEqualTo("up");
				this.actuator.post(CORE, RESUME, 200);
				assertThat(client.request("hello")).isEqualTo("hello");
			}
		}
		assertThat(output).contains(
				"[core] the upstream is suspended and takes no new requests until it is resumed: somebody at 127.0.0.1 asked for it",
				"[core] the upstream is resumed and takes requests again: somebody at 127.0.0.1 asked for it");
	}

	@Test
	void aSuspendedHttpServiceGetsNoNewRequests() throws IOException {
		try (TestHttpServer server = new TestHttpServer(TestHttpServer.answering(200, "yes"))) {
			startHttp(server, WRITABLE);
			try (TestClient client = this.application.connect()) {
				this.actuator.post(PRICING, SUSPEND, 200);
				assertThat(client.request("one")).isEqualTo(SUSPENDED);
				assertThat(server.asked()).isEmpty();
				this.actuator.post(PRICING, RESUME, 200);
				assertThat(client.request("two")).isEqualTo("yes");
				assertThat(server.asked()).hasSize(1);
			}
		}
	}

	@Test
	void aSuspendedServiceIsTriedAgainAndReplacedByTheFallback() throws IOException {
		try (LinePeer peer = LinePeer.start(LinePeer::echo);
				TestHttpServer server = new TestHttpServer(TestHttpServer.answering(200, "instead"))) {
			startTcp(peer, WRITABLE, "sluice.listeners.demo.routes[0].retry.attempts=3",
					"sluice.listeners.demo.routes[0].retry.backoff=1ms",
					"sluice.listeners.demo.routes[0].fallback=%s/".formatted(server.url()));
			try (TestClient client = this.application.connect()) {
				this.actuator.post(CORE, SUSPEND, 200);
				assertThat(client.request("hello")).isEqualTo("instead");
				assertThat(metric("sluice.upstream.retries")).isEqualTo(2);
				assertThat(metric("sluice.upstream.requests?tag=outcome:suspended")).isEqualTo(3);
				assertThat(metric("sluice.upstream.state?tag=upstream:core&tag=state:suspended")).isOne();
			}
		}
	}

	private double metric(String path) {
		return this.actuator.read("/metrics/" + path).at("/measurements/0/value").asDouble();
	}

	@Test
	void aRequiredServiceThatIsSuspendedTakesTheGatewayOutOfService() throws IOException {
		try (LinePeer peer = LinePeer.start(LinePeer::echo)) {
			startTcp(peer, WRITABLE, "sluice.upstreams.core.required=true");
			this.actuator.read("/health/readiness", 200);
			this.actuator.post(CORE, SUSPEND, 200);
			JsonNode readiness = this.actuator.read("/health/readiness", 503);
			assertThat(readiness.at("/components/sluice/status").asString()).isEqualTo("OUT_OF_SERVICE");
			assertThat(readiness.at("/components/sluice/details/upstreams/core/state").asString())
				.isEqualTo("suspended");
			this.actuator.post(CORE, RESUME, 200);
			this.actuator.read("/health/readiness", 200);
		}
	}

	@Test
	void aServiceWithoutANameIsSuspendedByItsAddress() throws IOException {
		try (TestHttpServer server = new TestHttpServer(TestHttpServer.answering(200, "yes"))) {
			start(WRITABLE, "sluice.listeners.demo.routes[0].to=%s/events".formatted(server.url()));
			String path = "/sluice/upstreams/127.0.0.1:" + server.port();
			try (TestClient client = this.application.connect()) {
				assertThat(client.request("one")).isEqualTo("yes");
				this.actuator.post(path, SUSPEND, 200);
				assertThat(client.request("two")).isEqualTo(SUSPENDED);
				assertThat(state(path)).isEqualTo("suspended");
			}
		}
	}

	@Test
	void whatIsUnknownIsRefused() throws IOException {
		try (LinePeer peer = LinePeer.start(LinePeer::echo)) {
			startTcp(peer, WRITABLE);
			assertThat(this.actuator.post("/sluice/upstreams/other", SUSPEND, 404).at("/message").asString())
				.isEqualTo("There is no upstream 'other'; known are: core");
			this.actuator.read("/sluice/upstreams/other", 404);
			this.actuator.read("/sluice/demo/core", 404);
			this.actuator.post("/sluice/demo/core", SUSPEND, 404);
			assertThat(this.actuator.post(CORE, "{\"action\":\"stop\"}", 400).at("/message").asString())
				.contains("'action' is 'stop'", "known are: suspend, resume");
			assertThat(this.actuator.post(CORE, "{}", 400).at("/message").asString()).contains("'action' is missing");
			assertThat(state(CORE)).isEqualTo("up");
		}
	}

	@Test
	void withReadAccessNothingIsSuspended() throws IOException {
		try (LinePeer peer = LinePeer.start(LinePeer::echo)) {
			startTcp(peer);
			this.actuator.post(CORE, SUSPEND, 405);
			assertThat(state(CORE)).isEqualTo("up");
		}
	}

}

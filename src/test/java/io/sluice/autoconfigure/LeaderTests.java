package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.Queue;
import java.util.stream.Stream;

import io.sluice.ErrorCode;
import io.sluice.spi.RequestGate;
import io.sluice.TcpHandler;
import io.sluice.process.Lease;
import io.sluice.support.LinePeer;
import io.sluice.support.MemoryLocks;
import io.sluice.support.ReloadedGateway;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.support.locks.DefaultLockRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Several gateways with a listener of which only one may connect.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeaderTests {

	private static final String[] FAST = { "sluice.cluster.lease.time-to-live=1500ms",
			"sluice.cluster.lease.heartbeat=100ms", "sluice.cluster.lease.margin=500ms",
			"sluice.cluster.lease.command-timeout=100ms" };

	/** What the gateways share. */
	private static final Map<Object, MemoryLocks.Holder> HOLDERS = new ConcurrentHashMap<>();

	private LeaderDevice device;

	@BeforeEach
	void open() throws IOException {
		HOLDERS.clear();
		this.device = new LeaderDevice();
	}

	@AfterEach
	void close() throws IOException {
		this.device.close();
	}

	private TestGateway start(String name, String... more) {
		return TestGateway.start(Application.class,
				Stream.of(FAST, more, this.device.listener(name)).flatMap(Arrays::stream).toArray(String[]::new));
	}

	private static Lease lease(TestGateway gateway) {
		return gateway.listener("plant").getLease();
	}

	private static MemoryLocks locks(TestGateway gateway) {
		return gateway.context().getBean(MemoryLocks.class);
	}

	private static void assertLeads(TestGateway gateway, boolean leads) {
		assertThat(lease(gateway).isValid()).isEqualTo(leads);
		assertThat(gateway.meter("sluice.leader", "listener", "plant")).isEqualTo(leads ? 1 : 0);
		var health = gateway.context().getBean(HealthIndicator.class).health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails().get("plant")).asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsEntry("leader", leads);
	}

	@Test
	void onlyOneGatewayConnectsAndAnotherDoesSoWhenItStops() throws IOException {
		try (TestGateway one = start("one"); TestClient first = this.device.accept("one")) {
			assertThat(first.request("a")).isEqualTo("a by a handler");
			assertLeads(one, true);
			try (TestGateway two = start("two")) {
				assertLeads(two, false);
				assertThat(first.request("b")).isEqualTo("b by a handler");
				one.context().close();
				assertThat(first.readToEnd()).isEmpty();
				try (TestClient second = this.device.accept("two")) {
					assertThat(second.request("c")).isEqualTo("c by a handler");
					assertLeads(two, true);
				}
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void aGatewayThatCannotRenewItsLeaseClosesBeforeAnotherConnects(int pipeline, CapturedOutput output)
			throws IOException {
		String depth = "sluice.listeners.plant.pipeline=" + pipeline;
		try (TestGateway one = start("one", depth);
				TestClient first = this.device.accept("one");
				TestGateway two = start("two", depth)) {
			assertThat(first.request("a")).isEqualTo("a by a handler");
			locks(one).cut();
			// a reset, so that nothing more arrives
			first.awaitClosed();
			assertThat(two.listener("plant").openConnections().count()).isZero();
			try (TestClient second = this.device.accept("two")) {
				assertThat(second.request("b")).isEqualTo("b by a handler");
				assertThat(one.closed("lease_lost")).isOne();
				assertThat(one.closed()).isOne();
				assertLeads(one, false);
				locks(one).mend();
				locks(two).cut();
				second.awaitClosed();
			}
			try (TestClient again = this.device.accept("one")) {
				assertThat(again.request("c")).isEqualTo("c by a handler");
			}
		}
		assertThat(output).contains("[plant] the lease cannot be renewed: cut off", "[plant] the lease was not renewed")
			.doesNotContain("\tat ");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void aMessageIsNotHandledWhenTheLeaseHasEnded(int pipeline) throws IOException {
		try (TestGateway gateway = TestGateway.start(Handlers.class, ".pipeline=" + pipeline, ".routes[0].to=answer")) {
			RevocableGate gate = new RevocableGate();
			gateway.useGate(gate);
			try (TestClient client = gateway.connect()) {
				assertThat(client.request("a")).isEqualTo("a by a handler");
				gate.revoked = true;
				client.send("b\nc\n").awaitClosed();
			}
			await().until(() -> gateway.closed("lease_lost") == 1);
			assertThat(gateway.requests("answer", "ok")).isOne();
			assertThat(gateway.context().getBean(Handlers.class).handled).containsExactly("a");
		}
	}

	@Test
	void onlyOneGatewayConnectsToASingletonUpstream() throws IOException {
		try (LinePeer service = LinePeer.start(LinePeer.prefixing("from the service: "))) {
			String[] upstream = { "sluice.upstreams.core.to[0]=127.0.0.1:" + service.port(),
					"sluice.upstreams.core.connections=1", "sluice.upstreams.core.singleton=true",
					".routes[0].to=core" };
			try (TestGateway one = startAlone(upstream); TestClient client = one.connect()) {
				await().until(() -> service.accepted() == 1);
				await().until(() -> client.request("a").equals("from the service: a"));
				try (TestGateway two = startAlone(upstream); TestClient other = two.connect()) {
					assertThat(other.request("b")).isEqualTo("ERR UPSTREAM_UNAVAILABLE the upstream is not available");
					assertThat(service.accepted()).isOne();
					locks(one).cut();
					await().until(() -> other.request("c").equals("from the service: c"));
					assertThat(service.accepted()).isEqualTo(2);
					assertThat(service.ended()).isOne();
					assertThat(client.request("d")).startsWith("ERR UPSTREAM_UNAVAILABLE");
				}
			}
		}
	}

	@Test
	void aSingletonUpstreamThatAReloadRemovesGivesItsLeaseUp(@TempDir Path directory) throws IOException {
		try (LinePeer service = LinePeer.start(LinePeer.prefixing("from the service: "))) {
			String core = "{ core: { to: [ '127.0.0.1:%d' ], connections: 1, singleton: true%s } }";
			String with = withoutExpiry(core.formatted(service.port(), ""), "core");
			String changed = withoutExpiry(core.formatted(service.port(), ", max-in-flight: 5"), "core");
			try (ReloadedGateway one = ReloadedGateway.start(directory.resolve("one.yml"), Application.class, with);
					TestClient client = one.connect()) {
				await().until(() -> client.request("a").equals("from the service: a"));
				try (ReloadedGateway two = ReloadedGateway.start(directory.resolve("two.yml"), Application.class, with);
						TestClient other = two.connect()) {
					// its replacement has the lease
					one.apply(changed);
					await().until(() -> service.ended() == 1);
					await().until(() -> client.request("b").equals("from the service: b"));
					assertThat(other.request("c")).startsWith("ERR UPSTREAM_UNAVAILABLE");
					one.apply(withoutExpiry("{}", "echo"));
					await().until(() -> other.request("d").equals("from the service: d"));
					assertThat(client.request("e")).isEqualTo("e");
					one.apply(with);
					assertThat(client.request("f")).startsWith("ERR UPSTREAM_UNAVAILABLE");
					two.apply(withoutExpiry("{}", "echo"));
					await().until(() -> client.request("g").equals("from the service: g"));
				}
			}
		}
	}

	private static String withoutExpiry(String upstreams, String target) {
		return """
				sluice:
				  cluster:
				    lease: { time-to-live: 1h, heartbeat: 100ms, margin: 500ms, command-timeout: 100ms }
				  upstreams: %s
				  listeners:
				    test: { port: 0, address: 127.0.0.1, routes: [ { to: %s } ] }
				""".formatted(upstreams, target);
	}

	private static TestGateway startAlone(String... properties) {
		return TestGateway.start(Application.class,
				Stream.of(FAST, properties).flatMap(Arrays::stream).toArray(String[]::new));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					.port=0;.leader=true                       | sluice.listeners.plant.leader | set 'connect' too
					.connect[0]=a:1;.leader=true               | sluice.listeners.plant.leader | set 'sluice.cluster.via' to 'redis'
					.connect[0]=a:1;.leader=perhaps            | sluice.listeners.plant.leader | perhaps
					.connect[0]=a:1;sluice.cluster.via=reddis  | sluice.cluster.via            | redis
					.connect[0]=a:1;.leader=true;sluice.cluster.via=redis | sluice.listeners.plant.leader | LettuceConnectionFactory
					.connect[0]=a:1;sluice.cluster.lease.time-to-live=4s | sluice.cluster.lease.time-to-live | which are 5s
					.connect[0]=a:1;sluice.cluster.lease.heartbeat=10ms  | sluice.cluster.lease.heartbeat | from 100ms to 1h
					.port=0;sluice.upstreams.core.to[0]=a:1;sluice.upstreams.core.singleton=true | sluice.upstreams.core.singleton | 'sluice.cluster.via'
					.port=0;sluice.upstreams.core.url=http://a;sluice.upstreams.core.singleton=true | sluice.upstreams.core.singleton | It is for TCP
					.port=0;sluice.upstreams.core.to[0]=a:1;sluice.upstreams.core.singleton=true;sluice.upstreams.core.sticky=true | sluice.upstreams.core.singleton | remove one of the two
					""")
	void whatCannotWorkFailsTheStart(String settings, String key, String remedy, CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestGateway.start(Handlers.class, properties(settings)).close());
		assertThat(output.getAll()).contains(key, remedy).doesNotContain("\tat ");
	}

	@Test
	void locksThatDoNotExpireFailTheStart(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> TestGateway.start(LocalLocks.class, properties(".connect[0]=a:1;.leader=true")).close());
		assertThat(output.getAll()).contains("sluice.listeners.plant.leader", "do not expire").doesNotContain("\tat ");
	}

	private static String[] properties(String settings) {
		return Stream.concat(List.of(settings.split(";", -1)).stream(), Stream.of(".routes[0].to=answer"))
			.map((setting) -> setting.startsWith(".") ? "sluice.listeners.plant" + setting : setting)
			.toArray(String[]::new);
	}

	static class Handlers {

		private final Queue<String> handled = new ConcurrentLinkedQueue<>();

		@TcpHandler("answer")
		String answer(String text) {
			this.handled.add(text);
			return text + " by a handler";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LocalLocks extends Handlers {

		@Bean
		DefaultLockRegistry locks() {
			return new DefaultLockRegistry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(SluiceHealthAutoConfiguration.class)
	static class Application extends Handlers {

		@Bean
		MemoryLocks locks() {
			return new MemoryLocks(HOLDERS);
		}

	}

	/**
	 * A gate that no other part of the connection knows to be closed.
	 */
	private static final class RevocableGate implements RequestGate {

		private volatile boolean revoked;

		@Override
		public boolean isOpen() {
			return !this.revoked;
		}

		@Override
		public long delay(long now) {
			return 0;
		}

		@Override
		public @Nullable ErrorCode enter(long now) {
			return null;
		}

		@Override
		public void leave() {
		}

	}

}

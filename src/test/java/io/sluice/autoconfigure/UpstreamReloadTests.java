package io.sluice.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.sluice.reload.ReloadReport;
import io.sluice.support.LinePeer;
import io.sluice.support.ReloadedGateway;
import io.sluice.support.TestClient;
import io.sluice.support.TestHttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ApplicationContext;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.MessageBuilder;

import static io.sluice.autoconfigure.GatewayYaml.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Upstreams that change while the gateway runs.
 */
class UpstreamReloadTests {

	@TempDir
	private Path directory;

	private ReloadedGateway start(String yaml) throws Exception {
		return ReloadedGateway.start(this.directory.resolve("sluice.yml"), UpstreamReloadTests.class, yaml);
	}

	private static String tcp(LinePeer peer, String more) {
		return "{ to: [\"127.0.0.1:%d\"], connections: 1%s }".formatted(peer.port(), more);
	}

	@Test
	void anUnchangedUpstreamKeepsItsConnections() throws Exception {
		try (LinePeer core = LinePeer.start(LinePeer.prefixing("core:"));
				LinePeer other = LinePeer.start(LinePeer.prefixing("other:"));
				ReloadedGateway gateway = start(yaml("{ core: %s }".formatted(tcp(core, "")), "[ { to: core } ]"));
				TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("core:a");
			ReloadReport report = gateway.apply(yaml("{ core: %s, other: %s }".formatted(tcp(core, ""), tcp(other, "")),
					"[ { name: b, when: { equals: b }, to: other }, { to: core } ]"));
			assertThat(report.changed().upstreams())
				.isEqualTo(new ReloadReport.Upstreams(List.of("other"), List.of(), List.of()));
			assertThat(client.request("a")).isEqualTo("core:a");
			assertThat(client.request("b")).isEqualTo("other:b");
			assertThat(core.accepted()).isOne();
			assertThat(core.ended()).isZero();
		}
	}

	@Test
	void aReplacedUpstreamAnswersWhatItHas() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch replaced = new CountDownLatch(1);
		try (LinePeer old = LinePeer.start((connection, in, out) -> {
			String line = in.readLine();
			if (line != null) {
				asked.countDown();
				await().until(() -> replaced.getCount() == 0);
				out.println("old:" + line);
				in.readLine();
			}
		});
				LinePeer next = LinePeer.start(LinePeer.prefixing("new:"));
				ReloadedGateway gateway = start(yaml("{ core: %s }".formatted(tcp(old, "")), "[ { to: core } ]"));
				TestClient client = gateway.connect();
				TestClient other = gateway.connect()) {
			client.send("a\n");
			assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
			ReloadReport report = gateway.apply(yaml("{ core: %s }".formatted(tcp(next, "")), "[ { to: core } ]"));
			assertThat(report.changed().upstreams().replaced()).containsExactly("core");
			assertThat(other.request("b")).isEqualTo("new:b");
			assertThat(old.ended()).isZero();
			replaced.countDown();
			assertThat(client.readLine()).isEqualTo("old:a");
			await().until(() -> old.ended() == 1);
			assertThat(client.request("c")).isEqualTo("new:c");
		}
	}

	@Test
	void aRemovedUpstreamIsClosedAndMayComeBack() throws Exception {
		try (LinePeer core = LinePeer.start(LinePeer.prefixing("core:"))) {
			String with = yaml("{ core: %s }".formatted(tcp(core, "")), "[ { to: core } ]");
			try (ReloadedGateway gateway = start(with); TestClient client = gateway.connect()) {
				assertThat(client.request("a")).isEqualTo("core:a");
				ApplicationContext context = gateway.gateway().context();
				String without = yaml("{}", "[ { name: none, reply: { text: none } } ]");
				assertThat(gateway.apply(without).changed().upstreams().removed()).containsExactly("core");
				assertThat(client.request("a")).isEqualTo("none");
				assertThat(context.containsBean("sluice.core.upstream")).isFalse();
				await().until(() -> core.ended() == 1);
				assertThat(gateway.apply(with).changed().upstreams().added()).containsExactly("core");
				assertThat(client.request("a")).isEqualTo("core:a");
				assertThat(core.accepted()).isEqualTo(2);
			}
		}
	}

	@Test
	void clientsOfAnEarlierRouteGetConnectionsOfTheirOwnAndLoseThemWithTheUpstream() throws Exception {
		try (LinePeer core = LinePeer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				out.println(connection + ":" + line);
			}
		});
				LinePeer next = LinePeer.start(LinePeer.prefixing("next:"));
				ReloadedGateway gateway = start(yaml("{}", "[ { to: echo } ]"));
				TestClient one = gateway.connect();
				TestClient other = gateway.connect()) {
			assertThat(one.request("a")).isEqualTo("a");
			assertThat(other.request("a")).isEqualTo("a");
			gateway.apply(yaml("{ core: { to: [\"127.0.0.1:%d\"], sticky: true } }".formatted(core.port()),
					"[ { to: core } ]"));
			String connection = one.request("b");
			assertThat(other.request("b")).isNotEqualTo(connection);
			assertThat(one.request("b")).isEqualTo(connection);
			gateway.apply(yaml("{ core: { to: [\"127.0.0.1:%d\"], sticky: true } }".formatted(next.port()),
					"[ { to: core } ]"));
			one.awaitClosed();
			other.awaitClosed();
			await().until(() -> core.ended() == 2);
			try (TestClient later = gateway.connect()) {
				assertThat(later.request("c")).isEqualTo("next:c");
			}
		}
	}

	@Test
	void aClientThatCameWhileConnectionsWereSharedGetsOneOfItsOwnAfterwards() throws Exception {
		try (LinePeer core = LinePeer.start(LinePeer.prefixing("core:"))) {
			String shared = yaml("{ core: %s }".formatted(tcp(core, "")), "[ { to: core } ]");
			String sticky = yaml("{ core: { to: [\"127.0.0.1:%d\"], sticky: true } }".formatted(core.port()),
					"[ { to: core } ]");
			try (ReloadedGateway gateway = start(sticky)) {
				gateway.apply(shared);
				try (TestClient client = gateway.connect()) {
					assertThat(client.request("a")).isEqualTo("core:a");
					gateway.apply(sticky);
					assertThat(client.request("b")).isEqualTo("core:b");
				}
			}
		}
	}

	@Test
	void aNewClientGetsNoConnectionToAnUpstreamThatItsRoutesHaveLeft() throws Exception {
		try (LinePeer core = LinePeer.start(LinePeer.prefixing("core:"))) {
			String upstream = "{ core: { to: [\"127.0.0.1:%d\"], sticky: true } }".formatted(core.port());
			try (ReloadedGateway gateway = start(yaml(upstream, "[ { to: core } ]"));
					TestClient before = gateway.connect()) {
				assertThat(before.request("a")).isEqualTo("core:a");
				gateway.apply(yaml(upstream, "[ { to: echo } ]"));
				try (TestClient later = gateway.connect()) {
					assertThat(later.request("b")).isEqualTo("b");
					assertThat(before.request("b")).isEqualTo("b");
					gateway.apply(yaml("{}", "[ { to: echo } ]"));
					before.awaitClosed();
					assertThat(later.request("c")).isEqualTo("c");
					assertThat(core.accepted()).isOne();
				}
				gateway.apply(yaml(upstream, "[ { to: core } ]"));
				try (TestClient client = gateway.connect()) {
					assertThat(client.request("d")).isEqualTo("core:d");
				}
				await().until(() -> core.ended() == 2);
			}
		}
	}

	@Test
	void clientsOfAReplacedUpstreamNeedNotWaitForTheRequestsOfOthers() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		String routes = "[ { to: core } ]\n      request-timeout: 10m";
		String upstream = "{ core: { to: [\"127.0.0.1:%d\"], sticky: true, timeout: 10m } }";
		try (LinePeer old = LinePeer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				if (line.equals("slow")) {
					asked.countDown();
					await().until(() -> goOn.getCount() == 0);
				}
				out.println("old:" + line);
			}
		});
				LinePeer next = LinePeer.start(LinePeer.prefixing("new:"));
				ReloadedGateway gateway = start(yaml(upstream.formatted(old.port()), routes));
				TestClient busy = gateway.connect();
				TestClient other = gateway.connect()) {
			busy.send("slow\n");
			assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
			assertThat(other.request("a")).isEqualTo("old:a");
			gateway.apply(yaml(upstream.formatted(next.port()), routes));
			other.send("b\n");
			other.awaitClosed();
			goOn.countDown();
			assertThat(busy.readLine()).isEqualTo("old:slow");
		}
	}

	@Test
	void anUpstreamStaysWithAListenerThatGoesWithTheRestart() throws Exception {
		try (LinePeer core = LinePeer.start(LinePeer.prefixing("core:"));
				ReloadedGateway gateway = start(yaml("{ core: %s }".formatted(tcp(core, "")), "[ { to: echo } ]")
						+ "    other: { port: 0, address: 127.0.0.1, routes: [ { to: core } ] }\n");
				TestClient client = gateway.connect();
				TestClient other = new TestClient(gateway.gateway().listener("other").getPort())) {
			ReloadReport report = gateway.apply(yaml("{}", "[ { name: none, reply: { text: none } } ]"));
			assertThat(report.restart()).containsExactly("sluice.upstreams.core", "sluice.listeners.other");
			assertThat(report.changed().upstreams().removed()).isEmpty();
			assertThat(client.request("a")).isEqualTo("none");
			assertThat(other.request("a")).isEqualTo("core:a");
		}
	}

	@Test
	void anUpstreamOverHttpIsReplaced() throws Exception {
		try (TestHttpServer one = new TestHttpServer(TestHttpServer.answering(200, "one"));
				TestHttpServer two = new TestHttpServer(TestHttpServer.answering(200, "two"));
				ReloadedGateway gateway = start(
						yaml("{ web: { url: \"%s\" } }".formatted(one.url()), "[ { to: web } ]"));
				TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("one");
			gateway.apply(yaml("{ web: { url: \"%s\" } }".formatted(two.url()), "[ { to: web } ]"));
			assertThat(client.request("a")).isEqualTo("two");
		}
	}

	@Test
	void aUrlInARouteIsAnUpstreamWhileARouteNamesIt() throws Exception {
		try (TestHttpServer one = new TestHttpServer(TestHttpServer.answering(200, "one"));
				TestHttpServer two = new TestHttpServer(TestHttpServer.answering(200, "two"));
				ReloadedGateway gateway = start(yaml("{}", "[ { to: \"%s/x\" } ]".formatted(one.url())));
				TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("one");
			assertThat(urlUpstreams(gateway)).hasSize(1).first().asString().contains(one.url());
			gateway.apply(yaml("{}", "[ { to: \"%s/x\" } ]".formatted(two.url())));
			assertThat(client.request("a")).isEqualTo("two");
			assertThat(urlUpstreams(gateway)).hasSize(1).first().asString().contains(two.url());
			gateway.refuse(yaml("{}", "[ { to: \"%s/x\" }, { to: none } ]".formatted(one.url())));
			assertThat(urlUpstreams(gateway)).hasSize(1);
		}
	}

	private static List<String> urlUpstreams(ReloadedGateway gateway) {
		return List.of(gateway.gateway().context().getBeanDefinitionNames())
			.stream()
			.filter((name) -> name.contains("http://"))
			.toList();
	}

	@Test
	void theApplicationsReferenceLeadsToTheReplacement() throws Exception {
		try (LinePeer old = LinePeer.start(LinePeer.prefixing("old:"));
				LinePeer next = LinePeer.start(LinePeer.prefixing("new:"));
				ReloadedGateway gateway = start(yaml("{ core: %s }".formatted(tcp(old, "")), "[ { to: core } ]"))) {
			MessageChannel channel = gateway.gateway().context().getBean("sluice.core.upstream", MessageChannel.class);
			assertThat(ask(channel)).isEqualTo("old:hello");
			gateway.apply(yaml("{ core: %s }".formatted(tcp(next, "")), "[ { to: core } ]"));
			await().until(() -> old.ended() == 1);
			assertThat(ask(channel)).isEqualTo("new:hello");
		}
	}

	private static String ask(MessageChannel channel) {
		QueueChannel replies = new QueueChannel();
		channel.send(
				MessageBuilder.withPayload("hello".getBytes(StandardCharsets.UTF_8)).setReplyChannel(replies).build());
		return new String((byte[]) replies.receive(60_000).getPayload(), StandardCharsets.UTF_8);
	}

	@Test
	void aBadUpstreamIsRefusedAndLeavesNothing() throws Exception {
		try (LinePeer core = LinePeer.start(LinePeer.prefixing("core:"));
				ReloadedGateway gateway = start(yaml("{ core: %s }".formatted(tcp(core, "")), "[ { to: core } ]"));
				TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("core:a");
			String bad = "{ core: %s, good: %s, bad: { to: [\"nohost\"] } }".formatted(tcp(core, ", timeout: 5s"),
					tcp(core, ""));
			assertThat(gateway.refuse(yaml(bad, "[ { to: core } ]"))).contains("sluice.upstreams.bad.to[0]",
					"a host and a port");
			assertThat(gateway.gateway().context().containsBean("sluice.good.upstream")).isFalse();
			assertThat(gateway.gateway().context().containsBean("sluice.bad.upstream")).isFalse();
			assertThat(client.request("a")).isEqualTo("core:a");
			assertThat(core.accepted()).isOne();
		}
	}

	@Test
	void aServiceKeepsItsProtocolUntilARestart() throws Exception {
		try (LinePeer core = LinePeer.start(LinePeer.prefixing("core:"));
				ReloadedGateway gateway = start(yaml("{ core: %s }".formatted(tcp(core, "")), "[ { to: core } ]"));
				TestClient client = gateway.connect()) {
			ReloadReport report = gateway.apply(yaml("{ core: { url: \"http://127.0.0.1:9\" } }", "[ { to: core } ]"));
			assertThat(report.restart()).contains("sluice.upstreams.core.url", "sluice.upstreams.core.to");
			assertThat(client.request("a")).isEqualTo("core:a");
		}
	}

	@Test
	void whatWasReplacedIsClosedWhenTheApplicationStops() throws Exception {
		try (LinePeer old = LinePeer.start(LinePeer::ignore);
				LinePeer next = LinePeer.start(LinePeer.prefixing("new:"))) {
			try (ReloadedGateway gateway = start(yaml("{ core: %s }".formatted(tcp(old, "")), "[ { to: core } ]"));
					TestClient client = gateway.connect()) {
				client.send("lost\n");
				await().until(() -> old.accepted() == 1);
				gateway.apply(yaml("{ core: %s }".formatted(tcp(next, "")), "[ { to: core } ]"));
				client.reset();
			}
			await().until(() -> old.ended() == 1);
		}
	}

}

package io.sluice.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.sluice.support.Crowd;
import io.sluice.support.LinePeer;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.telemetry.UpstreamState;
import io.sluice.upstream.TcpUpstreamChannel;
import org.junit.jupiter.api.Test;

import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.MessageDeliveryException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Clients that have a connection each to an upstream.
 */
class StickyUpstreamTests {

	private static final String UNAVAILABLE = "ERR UPSTREAM_UNAVAILABLE the upstream is not available";

	private static final String UNANSWERED = "ERR UPSTREAM_UNAVAILABLE the upstream did not answer";

	private static TestGateway start(int[] ports, String... more) {
		Stream<String> to = IntStream.range(0, ports.length)
			.mapToObj((i) -> "sluice.upstreams.core.to[%d]=127.0.0.1:%d".formatted(i, ports[i]));
		return TestGateway.start(StickyUpstreamTests.class, Stream
			.of(to, Stream.of("sluice.upstreams.core.sticky=true", "sluice.upstreams.core.reconnect.backoff=10ms",
					"sluice.upstreams.core.reconnect.max-backoff=50ms", ".routes[0].to=core"), Stream.of(more))
			.flatMap((properties) -> properties)
			.toArray(String[]::new));
	}

	private static TestGateway start(LinePeer peer, String... more) {
		return start(new int[] { peer.port() }, more);
	}

	private static void name(int connection, BufferedReader in, PrintWriter out) throws IOException {
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			out.println(connection + "/" + line);
		}
	}

	@Test
	void eachClientHasItsOwnConnectionWhichIsOpenedAndClosedWithIt() throws Exception {
		try (LinePeer peer = LinePeer.start(StickyUpstreamTests::name); TestGateway gateway = start(peer)) {
			Set<String> connections = ConcurrentHashMap.newKeySet();
			Crowd.each(20, (number) -> {
				try (TestClient client = gateway.connect()) {
					String first = client.request("first");
					String own = first.substring(0, first.indexOf('/'));
					for (int i = 0; i < 20; i++) {
						assertThat(client.request(number + "." + i)).isEqualTo(own + "/" + number + "." + i);
					}
					assertThat(connections.add(own)).isTrue();
				}
			});
			await().until(() -> peer.ended() == 20);
			assertThat(peer.accepted()).isEqualTo(20);
			try (TestClient _ = gateway.connect()) {
				await().until(() -> peer.accepted() == 21);
				assertThat(peer.ended()).isEqualTo(20);
			}
			await().until(() -> peer.ended() == 21);
		}
	}

	@Test
	void whatTheUpstreamSendsWithoutARequestReachesTheClient() throws Exception {
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			out.println("welcome " + connection);
			LinePeer.echo(connection, in, out);
		}); TestGateway gateway = start(peer); TestClient first = gateway.connect()) {
			assertThat(first.readLine()).isEqualTo("welcome 0");
			try (TestClient second = gateway.connect()) {
				assertThat(second.readLine()).isEqualTo("welcome 1");
				assertThat(second.request("second")).isEqualTo("second");
			}
			assertThat(first.request("first")).isEqualTo("first");
		}
	}

	@Test
	void aPushDoesNotOvertakeTheReplyBeforeIt() throws Exception {
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				out.print("reply " + line + "\npush " + line + "\n");
				out.flush();
			}
		}); TestGateway gateway = start(peer); TestClient client = gateway.connect()) {
			for (int i = 0; i < 1000; i++) {
				assertThat(client.request("" + i)).isEqualTo("reply " + i);
				assertThat(client.readLine()).isEqualTo("push " + i);
			}
		}
	}

	@Test
	void aFrameWithAnotherKeyIsAPushWhileARequestWaits() throws Exception {
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				out.print("9 push\nwithout a key\n" + line + "\n");
				out.flush();
			}
		});
				TestGateway gateway = start(peer, "sluice.upstreams.core.correlate.by=key",
						"sluice.upstreams.core.correlate.extract[0].regex=^([0-9]+) ");
				TestClient client = gateway.connect()) {
			for (int i = 0; i < 5; i++) {
				assertThat(client.request("1" + i + " request")).isEqualTo("9 push");
				assertThat(client.readLine()).isEqualTo("without a key");
				assertThat(client.readLine()).isEqualTo("1" + i + " request");
			}
		}
	}

	@Test
	void aClientWhoseConnectionTheUpstreamEndsGetsItsErrorReplyAndIsClosed() throws Exception {
		try (LinePeer peer = LinePeer.start((connection, in, out) -> in.readLine());
				TestGateway gateway = start(peer);
				TestClient client = gateway.connect()) {
			assertThat(client.request("lost")).isEqualTo(UNANSWERED);
			client.awaitClosed();
			await().until(() -> gateway.closed("upstream_closed") == 1);
		}
	}

	@Test
	void aClientIsClosedAfterATimeoutBecauseRepliesInOrderCannotBeTrusted() throws Exception {
		try (LinePeer peer = LinePeer.start(LinePeer::ignore);
				TestGateway gateway = start(peer, "sluice.upstreams.core.timeout=300ms");
				TestClient client = gateway.connect()) {
			assertThat(client.request("lost")).isEqualTo(UNANSWERED);
			client.awaitClosed();
			await().until(() -> gateway.closed("upstream_closed") == 1);
			await().until(() -> peer.ended() == 1);
		}
	}

	@Test
	void aClientThatDoesNotReadItsPushesDoesNotDelayAnother() throws Exception {
		String large = "x".repeat(10_000);
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			while (connection == 0 && !out.checkError()) {
				out.println(large);
			}
			LinePeer.echo(connection, in, out);
		}); TestGateway gateway = start(peer, ".timeouts.write=1s"); TestClient slow = gateway.connect()) {
			assertThat(slow.readLine()).isEqualTo(large);
			try (TestClient other = gateway.connect()) {
				for (int i = 0; i < 1000; i++) {
					assertThat(other.request("line " + i)).isEqualTo("line " + i);
				}
				await().until(() -> gateway.closed("write_timeout") == 1);
				await().until(() -> peer.ended() == 1);
				assertThat(other.request("last")).isEqualTo("last");
			}
		}
	}

	@Test
	void whatAClientSentBeforeItLeftIsStillSent() throws Exception {
		Queue<String> received = new ConcurrentLinkedQueue<>();
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				received.add(line);
				out.println(line);
			}
		}); TestGateway gateway = start(peer, ".routes[0].reply=none")) {
			for (int i = 0; i < 20; i++) {
				try (TestClient client = gateway.connect()) {
					client.send("a" + i + "\nb" + i + "\n");
				}
			}
			await().until(() -> received.size() == 40);
			await().until(() -> peer.ended() == peer.accepted());
		}
	}

	@Test
	void clientsThatLeaveBeforeTheirRepliesTellNothingOfTheUpstream() throws Exception {
		Queue<String> received = new ConcurrentLinkedQueue<>();
		try (LinePeer peer = LinePeer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				received.add(line);
			}
		}); TestGateway gateway = start(peer)) {
			TcpUpstreamChannel upstream = gateway.context().getBean("sluice.core.upstream", TcpUpstreamChannel.class);
			try (TestClient _ = gateway.connect()) {
				await().until(() -> upstream.status().state() == UpstreamState.UP);
				// more than the failures in a row that eject an address
				for (int i = 1; i <= 6; i++) {
					int sent = i;
					try (TestClient client = gateway.connect()) {
						client.send("lost\n");
						await().until(() -> received.size() == sent);
						client.reset();
					}
					await().until(() -> peer.ended() == sent);
					assertThat(upstream.status().state()).isEqualTo(UpstreamState.UP);
				}
			}
		}
	}

	@Test
	void aClientCanWaitForAnUpstreamThatIsDown() throws Exception {
		LinePeer down = LinePeer.start(LinePeer::echo);
		down.close();
		try (TestGateway gateway = start(down); TestClient client = gateway.connect()) {
			await().until(() -> client.request("one").equals(UNAVAILABLE));
			try (LinePeer peer = LinePeer.start(down.port(), LinePeer::echo)) {
				await().until(() -> client.request("two").equals("two"));
				assertThat(peer.accepted()).isEqualTo(1);
			}
		}
	}

	@Test
	void clientsAreSpreadOverTheAddressesThatCanBeConnectedTo() throws Exception {
		LinePeer down = LinePeer.start(LinePeer::echo);
		down.close();
		try (LinePeer one = LinePeer.start(LinePeer::echo);
				LinePeer other = LinePeer.start(LinePeer::echo);
				TestGateway gateway = start(new int[] { down.port(), one.port(), other.port() })) {
			for (int i = 0; i < 10; i++) {
				TestClient client = gateway.connect();
				assertThat(client.request("line " + i)).isEqualTo("line " + i);
			}
			assertThat(one.accepted()).isEqualTo(5);
			assertThat(other.accepted()).isEqualTo(5);
		}
	}

	@Test
	void anAddressThatFailsItsCheckGetsNoClients() throws Exception {
		try (LinePeer sick = LinePeer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				out.println(line.equals("PING") ? "FAIL" : "sick");
			}
		});
				LinePeer well = LinePeer.start(LinePeer::echo);
				TestGateway gateway = start(new int[] { sick.port(), well.port() },
						"sluice.upstreams.core.health.send=PING",
						"sluice.upstreams.core.health.expect.starts-with=PING",
						"sluice.upstreams.core.health.every=20ms")) {
			await().until(() -> {
				Map<String, Long> replies = IntStream.range(0, 6)
					.mapToObj((i) -> ask(gateway))
					.collect(Collectors.groupingBy((reply) -> reply, Collectors.counting()));
				return replies.equals(Map.of("hello", 6L));
			});
		}
	}

	private static String ask(TestGateway gateway) {
		try (TestClient client = gateway.connect()) {
			return client.request("hello");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void clientsAreClosedWhenTheUpstreamIsStoppedAndReturnWhenItIsStarted() throws Exception {
		try (LinePeer peer = LinePeer.start(LinePeer::echo);
				TestGateway gateway = start(peer);
				TestClient before = gateway.connect()) {
			TcpUpstreamChannel upstream = gateway.context().getBean("sluice.core.upstream", TcpUpstreamChannel.class);
			assertThat(before.request("before")).isEqualTo("before");
			upstream.stop();
			before.awaitClosed();
			try (TestClient client = gateway.connect()) {
				assertThat(client.request("stopped")).isEqualTo(UNAVAILABLE);
				upstream.start();
				assertThat(client.request("started")).isEqualTo("started");
			}
			await().until(() -> gateway.closed("upstream_closed") == 1);
		}
	}

	@Test
	void aMessageThatBelongsToNoClientIsRefused() throws Exception {
		try (LinePeer peer = LinePeer.start(LinePeer::echo); TestGateway gateway = start(peer)) {
			TcpUpstreamChannel upstream = gateway.context().getBean("sluice.core.upstream", TcpUpstreamChannel.class);
			assertThatExceptionOfType(MessageDeliveryException.class)
				.isThrownBy(() -> upstream.send(MessageBuilder.withPayload(new byte[] { 1 }).build()))
				.withMessageContaining("ip_connectionId");
		}
	}

}

package io.sluice.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.sluice.CloseReason;
import io.sluice.listener.ConnectionMover;
import io.sluice.TcpSessions;
import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.listener.ConnectionRegistry;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.support.LinePeer;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.Tls13Client;
import io.sluice.support.TlsClients;
import io.sluice.support.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Every way in which a connection ends is counted once, under its own name.
 */
class CloseReasonTests {

	private static final String PROXY = ".proxy-protocol.mode=required";

	private static final String HEADER = "PROXY TCP4 192.0.2.7 192.0.2.1 4711 7070\r\n";

	private static final Set<CloseReason> OVER_TLS = EnumSet.of(CloseReason.HANDSHAKE_FAILED,
			CloseReason.OVERHEAD_LIMIT);

	/** Those that also count as clients who were not let in. */
	private static final Set<CloseReason> REJECTIONS = EnumSet.of(CloseReason.ADDRESS_DENIED, CloseReason.ADDRESS_LIMIT,
			CloseReason.BAD_PROXY_HEADER);

	private static final Map<CloseReason, Ending> ENDINGS = new EnumMap<>(CloseReason.class);

	static {
		clientsThatEnd();
		clientsThatTakeTooLong();
		clientsThatAreNotLetIn();
		gatewaysThatEnd();
	}

	@TempDir
	private Path directory;

	private static void clientsThatEnd() {
		ENDINGS.put(CloseReason.CLIENT_CLOSED, ending((client, gateway) -> {
			client.request("hello");
			client.close();
		}));
		ENDINGS.put(CloseReason.CLIENT_RESET, ending((client, gateway) -> {
			client.request("hello");
			client.reset();
		}));
		ENDINGS.put(CloseReason.BAD_FRAME,
				ending((client, gateway) -> client.send("no STX").readToEnd(), ".framing.type=stx-etx"));
		ENDINGS.put(CloseReason.FRAME_TOO_LARGE,
				ending((client, gateway) -> client.send("hello\n").readToEnd(), ".framing.max-size=4B"));
		ENDINGS.put(CloseReason.OVERHEAD_LIMIT, ending((client, gateway) -> {
			Tls13Client secured = new Tls13Client(client.socket());
			secured.send(secured.keyUpdates(100, false));
		}, ".limits.max-overhead=1KB"));
	}

	private static void clientsThatTakeTooLong() {
		ENDINGS.put(CloseReason.FRAME_TIMEOUT,
				ending((client, gateway) -> client.send("half").readToEnd(), ".timeouts.frame=300ms"));
		ENDINGS.put(CloseReason.IDLE_TIMEOUT, ending((client, gateway) -> client.readToEnd(), ".timeouts.idle=300ms"));
		ENDINGS.put(CloseReason.HANDSHAKE_TIMEOUT,
				ending((client, gateway) -> client.send("PROXY").readToEnd(), PROXY, ".timeouts.handshake=300ms"));
		ENDINGS.put(CloseReason.MAX_AGE, ending((client, gateway) -> client.readToEnd(), ".timeouts.max-age=300ms"));
		ENDINGS.put(CloseReason.WRITE_TIMEOUT,
				ending((client, gateway) -> client.send("large\n"), ".timeouts.write=300ms", ".framing.max-size=64MB"));
	}

	private static void clientsThatAreNotLetIn() {
		ENDINGS.put(CloseReason.HANDSHAKE_FAILED, ending((client, gateway) -> client.send("no TLS\n").awaitClosed()));
		ENDINGS.put(CloseReason.BAD_PROXY_HEADER,
				ending((client, gateway) -> client.send("no header\n").awaitClosed(), PROXY));
		ENDINGS.put(CloseReason.ADDRESS_DENIED,
				ending((client, gateway) -> client.send(HEADER).awaitClosed(), PROXY, ".access.deny[0]=192.0.2.0/24"));
		ENDINGS.put(CloseReason.ADDRESS_LIMIT, ending((client, gateway) -> {
			client.send(HEADER).request("the only one");
			gateway.connect().send(HEADER).awaitClosed();
		}, PROXY, ".limits.max-connections-per-address=1"));
	}

	private static void gatewaysThatEnd() {
		ENDINGS.put(CloseReason.DRAINING, ending((client, gateway) -> {
			client.request("hello");
			gateway.listener("test").stop();
		}));
		ENDINGS.put(CloseReason.OPERATOR, ending((client, gateway) -> {
			client.request("hello");
			ConnectionRegistry open = gateway.listener("test").openConnections();
			open.infos().forEach((info) -> open.finish(info.client().connectionId(), CloseReason.OPERATOR));
			client.readToEnd();
		}));
		ENDINGS.put(CloseReason.HANDLER_REQUESTED, ending((client, gateway) -> client.send("bye\n").readToEnd()));
		ENDINGS.put(CloseReason.ERROR_ANSWERED,
				ending((client, gateway) -> client.send("no route\n").readToEnd(), ".errors.mode=close"));
		ENDINGS.put(CloseReason.MEMORY_LIMIT, ending((client, gateway) -> {
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			client.request("hello");
			assertThat(budget.tryTake(MemoryKind.BUFFERS, budget.max() - budget.used())).isTrue();
			client.send("large\n").awaitClosed();
		}, "sluice.limits.memory=128MB", ".framing.max-size=64MB"));
		String[] named = { ".identity.by=message", ".identity.extract.regex=^I am (.*)" };
		ENDINGS.put(CloseReason.REPLACED, ending((client, gateway) -> {
			client.request("I am 860");
			TestClient other = gateway.connect();
			other.request("I am 860");
			client.readToEnd();
		}, named));
		ENDINGS.put(CloseReason.IDENTITY_REFUSED, ending((client, gateway) -> {
			TestClient other = gateway.connect();
			other.request("I am 860");
			client.send("I am 860\n").readToEnd();
		}, named[0], named[1], ".identity.on-duplicate=refuse-new"));
		ENDINGS.put(CloseReason.UNIDENTIFIED,
				ending((client, gateway) -> client.readToEnd(), named[0], named[1], ".identity.required-within=300ms"));
		ENDINGS.put(CloseReason.HEARTBEAT_MISSED, ending((client, gateway) -> client.readToEnd(), ".heartbeat.every=1s",
				".heartbeat.send=PING", ".heartbeat.expect=PONG", ".heartbeat.misses=1"));
		ENDINGS.put(CloseReason.ASK_UNANSWERED, ending((client, gateway) -> {
			TcpSessions sessions = gateway.context().getBean(TcpSessions.class);
			await().until(() -> !sessions.localSessions("test").isEmpty());
			sessions.localSessions("test").getFirst().askAsync("CMD", Duration.ofMillis(100), String.class);
			client.readToEnd();
		}, ".correlate.by=order", ".correlate.late-within=100ms"));
		ENDINGS.put(CloseReason.REBALANCED, ending((client, gateway) -> {
			client.request("hello");
			new ConnectionMover(gateway.listener("test")).move(1, Duration.ZERO);
			client.request("hello");
			client.readToEnd();
		}));
		ENDINGS.put(CloseReason.LEASE_LOST, ending((client, gateway) -> {
			client.request("hello");
			gateway.listener("test").openConnections().endLease();
			client.awaitClosed();
		}));
		// every connection to the upstream ends at once
		ENDINGS.put(CloseReason.UPSTREAM_CLOSED,
				ending((client, gateway) -> client.readToEnd(), "sluice.upstreams.core.to[0]=127.0.0.1:" + closing(),
						"sluice.upstreams.core.sticky=true", ".routes[3].to=core"));
		// its error reply is no frame of four bytes
		ENDINGS.put(CloseReason.SERVER_ERROR, ending((client, gateway) -> client.send("none").readToEnd(),
				".framing.type=fixed", ".framing.size=4B", ".errors.mode=answer"));
	}

	private static int closing() {
		try {
			return LinePeer.start((connection, in, out) -> {
			}).port();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Ending ending(Act act, String... properties) {
		return new Ending(act, List.of(properties));
	}

	@Test
	void everyReasonHasItsEnding() {
		assertThat(ENDINGS).containsOnlyKeys(CloseReason.values());
	}

	@ParameterizedTest
	@EnumSource
	@Waiting
	void endIsCountedOnceUnderItsReasonAndNoOther(CloseReason reason) throws Exception {
		Ending ending = ENDINGS.get(reason);
		try (TestGateway gateway = TestGateway.start(TargetRegistry.class, properties(reason, ending));
				TestClient client = gateway.connect()) {
			ending.act().by(client, gateway);
			await().untilAsserted(() -> assertThat(closed(gateway)).isEqualTo(Map.of(reason, 1L)));
			for (CloseReason other : CloseReason.values()) {
				assertThat(gateway.rejected(other.tag())).as("rejected for %s", other)
					.isEqualTo((other == reason && REJECTIONS.contains(reason)) ? 1 : 0);
			}
			// whatever else could count the same end has been by then
			gateway.listener("test").stop();
			assertThat(gateway.closed(reason.tag())).isOne();
			assertThat(gateway.meter("sluice.connections.active")).isZero();
		}
	}

	@ParameterizedTest
	@CsvSource({ "address_denied, .access.deny[0]=127.0.0.0/8",
			"address_limit, .limits.max-connections-per-address=1" })
	void clientRejectedByItsAddressNeverBecomesAConnection(String reason, String property) throws Exception {
		try (TestGateway gateway = TestGateway.start(TargetRegistry.class, property, ".routes[0].to=echo");
				TestClient first = gateway.connect()) {
			if (reason.equals("address_limit")) {
				first.request("the only one");
				gateway.connect().awaitClosed();
			}
			else {
				first.awaitClosed();
			}
			await().untilAsserted(() -> assertThat(gateway.rejected(reason)).isOne());
			assertThat(closed(gateway)).isEmpty();
		}
	}

	private String[] properties(CloseReason reason, Ending ending) throws Exception {
		List<String> properties = new ArrayList<>(ending.properties());
		properties.addAll(List.of(".routes[0].when.equals=bye", ".routes[0].to=bye", ".routes[1].when.equals=large",
				".routes[1].to=large", ".routes[2].when.matches=hello|the only one", ".routes[2].to=echo"));
		String[] plain = properties.toArray(String[]::new);
		if (!OVER_TLS.contains(reason)) {
			return plain;
		}
		return new TlsClients(this.directory).properties(plain);
	}

	private static Map<CloseReason, Long> closed(TestGateway gateway) {
		Map<CloseReason, Long> closed = new EnumMap<>(CloseReason.class);
		for (CloseReason reason : CloseReason.values()) {
			long count = gateway.closed(reason.tag());
			if (count > 0) {
				closed.put(reason, count);
			}
		}
		return closed;
	}

	/**
	 * How a connection is made to end.
	 *
	 * @param act what its client does
	 * @param properties what the listener needs for that
	 */
	record Ending(Act act, List<String> properties) {

	}

	@FunctionalInterface
	interface Act {

		void by(TestClient client, TestGateway gateway) throws Exception;

	}

	static class TargetRegistry {

		/** More than the buffers of both ends take in. */
		private static final byte[] LARGE = new byte[64 * 1024 * 1024];

		@TcpHandler("large")
		byte[] large() {
			return LARGE;
		}

		@TcpHandler("bye")
		Message<String> bye() {
			return MessageBuilder.withPayload("bye").setHeader(SluiceHeaders.CLOSE, true).build();
		}

	}

}

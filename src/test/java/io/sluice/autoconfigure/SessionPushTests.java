package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.sluice.BroadcastResult;
import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.TcpHandler;
import io.sluice.TcpSession;
import io.sluice.TcpSessions;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.support.MuteClients;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.TestTls;
import io.sluice.support.Waiting;
import io.sluice.telemetry.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of messages that the application sends to its sessions.
 */
class SessionPushTests {

	private static final String BIG = "x".repeat(60_000);

	@Test
	void payloadsAreConvertedAsRepliesAre() throws IOException {
		try (TestGateway gateway = TestGateway.start(Own.class, ".routes[0].to=echo");
				TestClient client = gateway.connect()) {
			TcpSession session = session(gateway);
			for (Object payload : new Object[] { "text", "bytes".getBytes(StandardCharsets.US_ASCII), List.of(1, 2) }) {
				PushResult result = session.push(payload);
				assertThat(result).isEqualTo(new PushResult(Outcome.WRITTEN, session, true, ""));
			}
			assertThat(session.pushAsync("later").toCompletableFuture().join().isWritten()).isTrue();
			assertThat(client.readLine()).isEqualTo("text");
			assertThat(client.readLine()).isEqualTo("bytes");
			assertThat(client.readLine()).isEqualTo("[1,2]");
			assertThat(client.readLine()).isEqualTo("later");
			PushResult unfit = session.push("two\nlines");
			assertThat(unfit.outcome()).isEqualTo(Outcome.FAILED);
			assertThat(unfit.partial()).isFalse();
			assertThat(unfit.reason()).contains("the message cannot be sent: it contains the line end (LF)");
			assertThat(client.request("still open")).isEqualTo("still open");
		}
	}

	@Test
	@Waiting
	void aPushThatIsStuckIsNeverSentAndTheSessionStaysOpen() throws IOException {
		// a message of one byte is written as a whole, or not at all; a smaller buffer
		// has room for ten, and the client's acknowledgements are delayed by 40 ms
		try (TestGateway gateway = TestGateway.start(Own.class, ".routes[0].to=echo", ".framing.type=raw",
				".send-buffer=16KB"); TestClient client = slow(gateway)) {
			TcpSession session = session(gateway);
			int written = 0;
			PushResult result = session.push("x");
			while (result.isWritten()) {
				written++;
				result = session.push("x");
			}
			assertThat(result).isEqualTo(new PushResult(Outcome.STUCK, session, false, "the client does not read"));
			assertThat(client.read(written)).containsOnly('x');
			client.send("next");
			assertThat(client.read(4)).asString().isEqualTo("next");
			assertThat(session.push("fits again").isWritten()).isTrue();
			assertThat(client.read(10)).asString().isEqualTo("fits again");
			assertNoMemoryIsHeld(gateway);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "tls" })
	@Waiting
	void aPushThatIsStuckInsideIsPartialAndTheWriteDeadlineClosesItsSession(String transport, @TempDir Path directory)
			throws Exception {
		List<String> properties = new ArrayList<>(List.of(".routes[0].to=echo", ".timeouts.write=2s"));
		if (transport.equals("tls")) {
			properties.addAll(List.of(".ssl.bundle=gateway",
					"spring.ssl.bundle.jks.gateway.keystore.location=file:" + TestTls.createStore(directory),
					"spring.ssl.bundle.jks.gateway.keystore.password=" + TestTls.PASSWORD));
		}
		try (TestGateway gateway = TestGateway.start(Own.class, properties.toArray(String[]::new));
				TestClient client = transport.equals("tls") ? tls(gateway, directory) : slow(gateway)) {
			TcpSession session = session(gateway);
			PushResult result = session.push(BIG);
			while (result.isWritten()) {
				result = session.push(BIG);
			}
			assertThat(result.outcome()).isEqualTo(Outcome.STUCK);
			assertThat(result.partial()).isTrue();
			assertThat(session.push("behind it").partial()).isFalse();
			await().untilAsserted(() -> assertThat(gateway.closed("write_timeout")).isOne());
			assertThat(session.push("too late").outcome()).isEqualTo(Outcome.NOT_CONNECTED);
			assertNoMemoryIsHeld(gateway);
			assertThat(client.socket().isConnected()).isTrue();
		}
	}

	@Test
	@Waiting
	void aFullQueueIsStuckAtOnceAndPushesThatWaitEndWithTheSession() throws Exception {
		try (TestGateway gateway = TestGateway.start(Own.class, ".routes[0].to=echo", ".limits.max-pending-pushes=3",
				".timeouts.push=1m"); TestClient client = slow(gateway)) {
			TcpSession session = session(gateway);
			List<CompletableFuture<PushResult>> pushes = new ArrayList<>();
			CompletableFuture<PushResult> latest = push(session);
			while (!isStuck(latest)) {
				pushes.add(latest);
				latest = push(session);
			}
			assertThat(latest.join().reason()).isEqualTo("3 pushes wait for the client to read");
			client.reset();
			List<PushResult> results = pushes.stream().map(CompletableFuture::join).toList();
			assertThat(results.reversed().subList(0, 3)).extracting(PushResult::outcome)
				.containsOnly(Outcome.NOT_CONNECTED);
			assertThat(results).extracting(PushResult::outcome).doesNotContain(Outcome.STUCK);
			assertNoMemoryIsHeld(gateway);
		}
	}

	/** Push, and give the client's buffers a moment to take it. */
	private static CompletableFuture<PushResult> push(TcpSession session) throws Exception {
		CompletableFuture<PushResult> push = session.pushAsync(BIG).toCompletableFuture();
		try {
			push.get(300, TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			// the buffers are full
		}
		return push;
	}

	private static boolean isStuck(CompletableFuture<PushResult> push) {
		PushResult result = push.getNow(null);
		return result != null && result.outcome() == Outcome.STUCK;
	}

	@ParameterizedTest
	@ValueSource(strings = { "close", "drain" })
	@Waiting
	void anOrderlyEndDoesNotTearAPush(String end) throws Exception {
		try (TestGateway gateway = TestGateway.start(Own.class, ".routes[0].to=echo", ".send-buffer=4KB",
				".timeouts.push=1m", ".timeouts.write=1m"); TestClient client = slow(gateway)) {
			TcpSession session = session(gateway);
			CompletableFuture<PushResult> first = session.pushAsync(BIG).toCompletableFuture();
			await().until(() -> gateway.listener("test")
				.openConnections()
				.infos()
				.anyMatch((info) -> info.phase() == Phase.REPLY));
			Thread ending = Thread.ofVirtual().start(() -> {
				if (end.equals("close")) {
					session.close();
				}
				else {
					gateway.listener("test").stop();
				}
			});
			await().until(() -> !session.isOpen());
			assertThat(client.readLine()).isEqualTo(BIG);
			assertThat(first.join().isWritten()).isTrue();
			assertThat(client.readToEnd()).isEmpty();
			ending.join();
		}
	}

	@Test
	void pushesOfOneThreadArriveInOrder() throws IOException {
		try (TestGateway gateway = TestGateway.start(Own.class, ".routes[0].to=echo",
				".limits.max-pending-pushes=100000"); TestClient client = gateway.connect()) {
			TcpSession session = session(gateway);
			CompletableFuture<PushResult> last = CompletableFuture.completedFuture(null);
			for (int i = 0; i < 5_000; i++) {
				last = session.pushAsync(i).toCompletableFuture();
			}
			for (int i = 0; i < 5_000; i++) {
				assertThat(client.readLine()).isEqualTo(Integer.toString(i));
			}
			assertThat(last.join().isWritten()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 8 })
	void aPushOfAHandlerToItsOwnSessionComesBeforeItsReply(int pipeline) throws IOException {
		try (TestGateway gateway = TestGateway.start(Own.class, ".routes[0].when.starts-with=wait",
				".routes[0].to=push", ".routes[1].to=push-async", ".pipeline=" + pipeline);
				TestClient client = gateway.connect()) {
			for (String request : List.of("wait", "go on")) {
				for (int i = 0; i < 100; i++) {
					client.send(request + "\n");
					assertThat(client.readLine()).isEqualTo("first " + request);
					assertThat(client.readLine()).isEqualTo("then " + request);
				}
			}
		}
	}

	@Test
	void aPushNeverLandsInsideAReply() throws Exception {
		try (TestGateway gateway = TestGateway.start(Own.class, ".routes[0].to=echo", ".pipeline=32");
				TestClient client = gateway.connect()) {
			TcpSession session = session(gateway);
			Thread pusher = Thread.ofVirtual().start(() -> {
				for (int i = 0; i < 500; i++) {
					assertThat(session.push("p".repeat(3_000)).isWritten()).isTrue();
				}
			});
			Thread sender = Thread.ofVirtual().start(() -> {
				for (int i = 0; i < 500; i++) {
					send(client, "r".repeat(5_000) + "\n");
				}
			});
			int pushes = 0;
			for (int i = 0; i < 1_000; i++) {
				String line = client.readLine();
				assertThat(line).isIn("p".repeat(3_000), "r".repeat(5_000));
				pushes += line.startsWith("p") ? 1 : 0;
			}
			assertThat(pushes).isEqualTo(500);
			pusher.join();
			sender.join();
		}
	}

	private static void send(TestClient client, String text) {
		try {
			client.send(text);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	@Waiting
	void aBroadcastReachesAllThatRead() throws IOException {
		try (TestGateway gateway = TestGateway.start(Own.class, ".routes[0].to=echo", ".timeouts.push=2s",
				".send-buffer=4KB"); MuteClients mute = new MuteClients(gateway.port(), 20, new byte[0])) {
			await().until(() -> sessions(gateway).localSessions("test").size() == 20);
			for (TcpSession stuck : sessions(gateway).localSessions("test")) {
				stuck.attributes().put("mute", true);
				while (!isFull(stuck)) {
					stuck.pushAsync(BIG);
				}
			}
			List<TestClient> clients = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				clients.add(gateway.connect());
			}
			await().until(() -> sessions(gateway).localSessions("test").size() == 70);
			BroadcastResult result = sessions(gateway).broadcast("test", "to all");
			assertThat(result.written()).isEqualTo(50);
			assertThat(result.stuck()).isEqualTo(20);
			assertThat(result.failed()).isZero();
			assertThat(result.failures()).hasSize(20)
				.allSatisfy((failure) -> assertThat(failure.session().attributes()).containsKey("mute"));
			assertThat(sessions(gateway).broadcastLocal((session) -> !session.attributes().containsKey("mute"), "some")
				.written()).isEqualTo(50);
			BroadcastResult all = sessions(gateway).broadcastAsync("late").toCompletableFuture().join();
			assertThat(all.written()).isEqualTo(50);
			assertThat(sessions(gateway).broadcast("two\nlines").failed()).isEqualTo(70);
			for (TestClient client : clients) {
				assertThat(client.readLine()).isEqualTo("to all");
				assertThat(client.readLine()).isEqualTo("some");
				assertThat(client.readLine()).isEqualTo("late");
				client.close();
			}
			assertThat(mute.send()).isEqualTo(20);
		}
	}

	private static boolean isFull(TcpSession session) {
		CompletableFuture<PushResult> push = session.pushAsync(BIG).toCompletableFuture();
		return push.isDone() && !push.join().isWritten();
	}

	@Test
	void aHandlerMayReachOtherSessions() throws IOException {
		try (TestGateway gateway = TestGateway.start(Own.class, ".routes[0].to=forward");
				TestClient one = gateway.connect();
				TestClient other = gateway.connect()) {
			await().until(() -> sessions(gateway).localSessions("test").size() == 2);
			assertThat(one.request("hello")).isEqualTo("hello");
			assertThat(one.readLine()).isEqualTo("2 sessions");
			assertThat(other.readLine()).isEqualTo("hello");
		}
	}

	private static void assertNoMemoryIsHeld(TestGateway gateway) {
		MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
		await().untilAsserted(() -> assertThat(budget.used(MemoryKind.REPLIES)).isZero());
	}

	private static TestClient slow(TestGateway gateway) throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(4096);
		socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
		return new TestClient(socket);
	}

	private static TestClient tls(TestGateway gateway, Path directory) throws Exception {
		TestClient client = new TestClient(
				TestTls.context(directory).getSocketFactory().createSocket("localhost", gateway.port()));
		client.request("hello");
		return client;
	}

	private static TcpSession session(TestGateway gateway) {
		await().pollInterval(Duration.ofMillis(5)).until(() -> !sessions(gateway).localSessions("test").isEmpty());
		return sessions(gateway).localSessions("test").getFirst();
	}

	private static TcpSessions sessions(TestGateway gateway) {
		return gateway.context().getBean(TcpSessions.class);
	}

	record Own(TcpSessions sessions) {

		@TcpHandler("push")
		String push(String request, TcpSession session) {
			assertThat(session.push("first " + request).isWritten()).isTrue();
			return "then " + request;
		}

		@TcpHandler("push-async")
		String pushAsync(String request, TcpSession session) {
			session.pushAsync("first " + request);
			return "then " + request;
		}

		@TcpHandler("forward")
		String forward(String request) {
			return this.sessions.broadcast("test", request).written() + " sessions";
		}

	}

}

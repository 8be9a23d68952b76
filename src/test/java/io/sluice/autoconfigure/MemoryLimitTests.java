package io.sluice.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.sluice.TcpHandler;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.support.MuteClients;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.TlsClients;
import io.sluice.support.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * {@code sluice.limits.memory}: clients cannot make the process hold more, whichever way
 * they try, the others are served, and everything that was taken is given back.
 */
class MemoryLimitTests {

	private static final String[] PROPERTIES = { "sluice.limits.memory=3MB", ".routes[0].when.equals=large",
			".routes[0].to=large", ".routes[1].when.starts-with=wait", ".routes[1].to=wait", ".routes[2].to=echo",
			".framing.max-size=1MB" };

	/** What TLS holds for a handshake under way. */
	private static final int HANDSHAKE = 10 * 1024;

	@Test
	@Waiting
	void halfReadFramesThatGoOnNoFurtherAreClosedAndTheOthersAreServed() throws Exception {
		try (TestGateway gateway = TestGateway.start(Handlers.class, PROPERTIES);
				TestClient ping = gateway.connect();
				MuteClients mute = new MuteClients(gateway.port(), 300, letters(64_000))) {
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			await().until(() -> {
				assertThat(ping.request("PING")).isEqualTo("PING");
				assertThat(budget.used()).isLessThanOrEqualTo(budget.max() / 4 * 5);
				return mute.send() == 300 && gateway.closed("memory_limit") > 100;
			});
			assertThat(gateway.meter("sluice.memory.max")).isEqualTo(3 * 1024 * 1024);
			assertThat(gateway.meter("sluice.memory.used", "kind", "buffers")).isPositive();
			try (TestClient large = gateway.connect()) {
				assertThat(large.request("b".repeat(60_000))).hasSize(60_000);
			}
			mute.disconnect();
			ping.endOutput();
			awaitEmpty(gateway, budget);
		}
	}

	@Test
	@Waiting
	void clientsThatTrickleDoNotHoldTheMemory() throws Exception {
		try (TestGateway gateway = TestGateway.start(Handlers.class, PROPERTIES);
				MuteClients trickling = new MuteClients(gateway.port(), 120, letters(40_000))) {
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			await().until(() -> {
				trickling.send();
				return budget.isShort();
			});
			await().pollInterval(Duration.ofMillis(100)).until(() -> {
				trickling.send();
				trickling.trickle(letters(500));
				return gateway.closed("memory_limit") > 10;
			});
			trickling.disconnect();
			awaitEmpty(gateway, budget);
		}
	}

	@Test
	@Waiting
	void manyHalfReadFramesOfAFewKilobytesAreCountedToo() throws Exception {
		try (TestGateway gateway = TestGateway.start(Handlers.class, PROPERTIES);
				MuteClients mute = new MuteClients(gateway.port(), 300, letters(8000));
				TestClient ping = gateway.connect()) {
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			await().until(() -> {
				assertThat(ping.request("PING")).isEqualTo("PING");
				assertThat(budget.used()).isLessThanOrEqualTo(budget.max() / 4 * 5);
				return mute.send() == 300 && gateway.closed("memory_limit") > 0;
			});
			assertThat(budget.used(MemoryKind.FRAMES)).isPositive();
			mute.disconnect();
			ping.endOutput();
			awaitEmpty(gateway, budget);
		}
	}

	@Test
	@Waiting
	void clientsThatAreToldOfABadFrameAndStayHoldNothingMeanwhile() throws Exception {
		byte[] bad = letters(60_000);
		try (TestGateway gateway = TestGateway.start(Handlers.class, "sluice.limits.memory=16MB",
				".framing.type=octet-counting", ".framing.max-size=1MB", ".routes[0].to=echo");
				MuteClients mute = new MuteClients(gateway.port(), 300, bad)) {
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			await().pollInterval(Duration.ofMillis(1)).until(() -> {
				assertThat(budget.used(MemoryKind.BUFFERS)).isZero();
				return mute.send() == 300 && gateway.closed("bad_frame") == 300;
			});
			mute.disconnect();
			awaitEmpty(gateway, budget);
		}
	}

	@Test
	@Waiting
	void aMessageThatAnnouncesItsLengthTakesNoMoreThanThereIs() throws Exception {
		byte[] bytes = new byte[900_000];
		bytes[1] = 15;
		try (TestGateway gateway = TestGateway.start(Handlers.class, "sluice.limits.memory=3MB", ".framing.type=length",
				".framing.max-size=1MB", ".framing.header-size=4", ".routes[0].to=echo");
				MuteClients mute = new MuteClients(gateway.port(), 20, bytes)) {
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			await().until(() -> {
				assertThat(budget.used()).isLessThanOrEqualTo(budget.max() / 4 * 5);
				return mute.send() == 20 && gateway.closed("memory_limit") > 15;
			});
			mute.disconnect();
			awaitEmpty(gateway, budget);
		}
	}

	@Test
	@Waiting
	void repliesThatAreNotTakenAreClosed() throws Exception {
		try (TestGateway gateway = TestGateway.start(Handlers.class, PROPERTIES);
				TestClient ping = gateway.connect();
				MuteClients deaf = new MuteClients(gateway.port(), 40,
						"large\n".repeat(100).getBytes(StandardCharsets.US_ASCII))) {
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			await().until(() -> {
				deaf.send();
				assertThat(ping.request("PING")).isEqualTo("PING");
				return gateway.closed("memory_limit") > 20;
			});
			deaf.disconnect();
			ping.endOutput();
			awaitEmpty(gateway, budget);
		}
	}

	@Test
	@Waiting
	void whereAReplyIsRefusedThoseThatTakeNoneAreClosed() throws Exception {
		try (TestGateway gateway = TestGateway.start(Handlers.class,
				Stream.concat(Stream.of(PROPERTIES), Stream.of(".timeouts.write=5m")).toArray(String[]::new));
				MuteClients deaf = new MuteClients(gateway.port(), 1,
						"large\n".repeat(100).getBytes(StandardCharsets.US_ASCII))) {
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			assertThat(deaf.send()).isOne();
			awaitBlocked(gateway, budget);
			await().until(() -> {
				// enough for connections
				budget.tryTake(MemoryKind.BUFFERS, Math.max(0, budget.max() - budget.used() - 220 * 1024));
				return !isServed(gateway);
			});
			await().until(() -> isServed(gateway));
		}
	}

	/**
	 * Wait until a client has as many replies as the system takes for it, and no more of
	 * them are written.
	 */
	private static void awaitBlocked(TestGateway gateway, MemoryBudget budget) {
		AtomicLong before = new AtomicLong();
		await().pollInterval(Duration.ofMillis(200)).until(() -> {
			long answered = gateway.requests("large", "ok");
			return before.getAndSet(answered) == answered && answered > 0 && budget.used(MemoryKind.REPLIES) > 0;
		});
	}

	private static boolean isServed(TestGateway gateway) {
		try (TestClient client = gateway.connect()) {
			return client.send("large\n").read(Handlers.REPLY.length).length == Handlers.REPLY.length;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Test
	void payloadsAtTheirHandlersAreCountedUntilTheRequestsEnd() throws Exception {
		Handlers.open = new CountDownLatch(1);
		try (TestGateway gateway = TestGateway.start(Handlers.class, PROPERTIES)) {
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			List<TestClient> clients = new ArrayList<>();
			for (int i = 0; i < 60; i++) {
				clients.add(gateway.connect().send("wait" + "c".repeat(60_000) + "\n"));
			}
			await().until(() -> budget.used(MemoryKind.PAYLOADS) > 0 && budget.isShort());
			assertThat(budget.used()).isLessThanOrEqualTo(budget.max() / 4 * 5);
			Handlers.open.countDown();
			for (TestClient client : clients) {
				assertThat(client.readLine()).isEqualTo("done");
				client.close();
			}
			awaitEmpty(gateway, budget);
		}
	}

	@Test
	void thePayloadOfAnAbandonedHandlerIsCountedUntilItReturns() throws Exception {
		Handlers.open = new CountDownLatch(1);
		try (TestGateway gateway = TestGateway.start(Handlers.class, "sluice.limits.memory=3MB",
				".request-timeout=500ms", ".on-timeout=abandon", ".routes[0].to=wait");
				TestClient client = gateway.connect().send("wait" + "c".repeat(60_000) + "\n")) {
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			assertThat(client.readLine()).startsWith("ERR TIMEOUT");
			client.reset();
			await().until(() -> gateway.meter("sluice.connections.active") == 0);
			assertThat(budget.used(MemoryKind.PAYLOADS)).isEqualTo(60_004);
			Handlers.open.countDown();
			awaitEmpty(gateway, budget);
		}
	}

	@Test
	@Waiting
	void aConnectionForWhichThereIsNoRoomWaitsToBeAccepted() throws Exception {
		try (TestGateway gateway = TestGateway.start(Handlers.class, "sluice.limits.memory=1MB", ".routes[0].to=echo",
				".framing.max-size=64KB");
				MuteClients idle = new MuteClients(gateway.port(), 300, new byte[] { 'a' })) {
			await().until(() -> gateway.meter("sluice.accept.paused", "reason", "memory") == 1);
			assertThat(gateway.meter("sluice.connections.active")).isBetween(100.0, 299.0);
			try (TestClient late = gateway.connect().send("late\n")) {
				idle.disconnect();
				assertThat(late.readLine()).isEqualTo("late");
			}
			awaitEmpty(gateway, gateway.context().getBean(MemoryBudget.class));
		}
	}

	@Test
	@Waiting
	void halfATlsRecordIsCounted(@TempDir Path directory) throws Exception {
		TlsClients tls = new TlsClients(directory);
		byte[] halfHello = Arrays.copyOf(new byte[] { 22, 3, 1, 0x3f, (byte) 0xff, 1, 0, 0x3f, (byte) 0xf0, 3, 3 },
				9000);
		try (TestGateway gateway = TestGateway.start(Handlers.class,
				tls.properties("sluice.limits.memory=3MB", ".routes[0].to=echo", ".timeouts.handshake=1m"));
				MuteClients mute = new MuteClients(gateway.port(), 120, halfHello)) {
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			await().until(() -> {
				assertThat(budget.used()).isLessThanOrEqualTo(budget.max());
				return mute.send() == 120 && gateway.closed("memory_limit") > 30;
			});
			mute.disconnect();
			try (TestClient client = tls.connect(gateway.port())) {
				assertThat(client.request("d".repeat(50_000))).hasSize(50_000);
			}
			awaitEmpty(gateway, budget);
		}
	}

	@Test
	@Waiting
	void aHandshakeUnderWayIsCounted(@TempDir Path directory) throws Exception {
		TlsClients tls = new TlsClients(directory);
		try (TestGateway gateway = TestGateway.start(Handlers.class,
				tls.properties("sluice.limits.memory=3MB", ".routes[0].to=echo", ".timeouts.handshake=1m"));
				TestClient open = tls.connect(gateway.port());
				MuteClients mute = new MuteClients(gateway.port(), 20, tls.clientHello())) {
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			assertThat(open.request("PING")).isEqualTo("PING");
			assertThat(budget.used(MemoryKind.TLS)).as("of one that has ended").isZero();
			assertThat(mute.send()).isEqualTo(20);
			await().until(() -> budget.used(MemoryKind.TLS) == 20 * HANDSHAKE);
			mute.disconnect();
			open.endOutput();
			awaitEmpty(gateway, budget);
		}
	}

	@Test
	@Waiting
	void handshakesThatHoldAllMemoryMakeRoomForOthers(@TempDir Path directory) throws Exception {
		TlsClients tls = new TlsClients(directory);
		try (TestGateway gateway = TestGateway.start(Handlers.class,
				tls.properties("sluice.limits.memory=3MB", ".routes[0].to=echo", ".timeouts.handshake=1m"));
				MuteClients mute = new MuteClients(gateway.port(), 300, tls.clientHello())) {
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			await().until(() -> {
				assertThat(budget.used()).isLessThanOrEqualTo(budget.max());
				return mute.send() == 300 && gateway.closed("memory_limit") > 50;
			});
			try (TestClient client = tls.connect(gateway.port())) {
				assertThat(client.request("PING")).isEqualTo("PING");
			}
			mute.disconnect();
			awaitEmpty(gateway, budget);
		}
	}

	@Test
	@Waiting
	void aHandshakeWaitsForRoomAndNoLongerThanItsDeadline(@TempDir Path directory) throws Exception {
		TlsClients tls = new TlsClients(directory);
		try (TestGateway gateway = TestGateway.start(Handlers.class,
				tls.properties("sluice.limits.memory=3MB", ".routes[0].to=echo", ".timeouts.handshake=5s"))) {
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			try (Socket late = connect(gateway)) {
				long others = fill(budget);
				late.getOutputStream().write(tls.clientHello());
				await().until(budget::isShort);
				await().until(() -> gateway.closed("handshake_timeout") == 1);
				assertThat(late.getInputStream().read()).as("none of the handshake").isEqualTo(-1);
				await().until(() -> budget.used() == others);
				budget.release(MemoryKind.BUFFERS, others);
			}
			Socket connected = connect(gateway);
			long others = fill(budget);
			CompletableFuture<String> reply = CompletableFuture.supplyAsync(() -> request(tls, connected));
			await().until(budget::isShort);
			budget.release(MemoryKind.BUFFERS, others);
			assertThat(reply).succeedsWithin(1, TimeUnit.MINUTES).isEqualTo("PING");
			awaitEmpty(gateway, budget);
		}
	}

	private static Socket connect(TestGateway gateway) throws IOException {
		Socket connected = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
		await().until(() -> gateway.meter("sluice.connections.active") == 1);
		return connected;
	}

	/**
	 * Leave less than a handshake needs.
	 */
	private static long fill(MemoryBudget budget) {
		long bytes = budget.max() - budget.used() - HANDSHAKE + 1;
		assertThat(budget.tryTake(MemoryKind.BUFFERS, bytes)).isTrue();
		return bytes;
	}

	private static String request(TlsClients tls, Socket connected) {
		try (TestClient client = tls.connect(connected, "TLSv1.3")) {
			return client.request("PING");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void aMessageThatCanNeverFitIsRefusedAtTheStart() {
		assertThatThrownBy(() -> TestGateway.start(Handlers.class, "sluice.limits.memory=1MB", ".routes[0].to=echo",
				".framing.max-size=1MB"))
			.rootCause()
			.hasMessageContaining("sluice.listeners.test.framing.max-size")
			.hasMessageContaining("'sluice.limits.memory', which is 1024 KB");
		assertThatThrownBy(() -> TestGateway.start(Handlers.class, "sluice.limits.memory=10KB", ".routes[0].to=echo"))
			.rootCause()
			.hasMessageContaining("It must be from 1MB to the maximum heap");
	}

	private static void awaitEmpty(TestGateway gateway, MemoryBudget budget) {
		await().until(() -> gateway.meter("sluice.connections.active") == 0);
		for (MemoryKind kind : MemoryKind.values()) {
			await().untilAsserted(() -> assertThat(budget.used(kind)).as(kind.tag()).isZero());
		}
		assertThat(budget.used()).isZero();
	}

	private static byte[] letters(int count) {
		byte[] letters = new byte[count];
		Arrays.fill(letters, (byte) 'a');
		return letters;
	}

	static class Handlers {

		private static final byte[] REPLY = letters(256 * 1024);

		private static volatile CountDownLatch open = new CountDownLatch(0);

		@TcpHandler("large")
		byte[] large() {
			return REPLY;
		}

		@TcpHandler("wait")
		String await(byte[] payload) throws InterruptedException {
			open.await();
			return "done";
		}

	}

}

package io.sluice.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

import io.sluice.framing.FramingOptions;
import io.sluice.framing.FramingType;
import io.sluice.framing.LineFraming;
import io.sluice.process.Backoff;
import io.sluice.spi.Framing;
import io.sluice.support.TestServer;
import io.sluice.support.TestTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * How a client's connections begin and end, with servers that do not play along.
 */
class ClientConnectionTests {

	private static final Framing LINES = new LineFraming(1 << 16);

	@TempDir
	private Path directory;

	@Test
	void tlsServerThatDoesNotReadStopsNeitherTimeoutsNorClose() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		SSLContext ssl = TestTls.context(this.directory);
		try (LineServer server = new LineServer(ssl.getServerSocketFactory(), 0, readOneLine(release))) {
			SluiceClient impatient = SluiceClient.to("localhost", server.port(), LINES)
				.ssl(ssl)
				.requestTimeout(Duration.ofSeconds(1))
				.open();
			assertThat(sendTooMuch(impatient)).allSatisfy((reply) -> assertFailsSoon(reply));
			CompletableFuture.runAsync(impatient::close).get(20, TimeUnit.SECONDS);
		}
		finally {
			release.countDown();
		}
	}

	@Test
	void closeEndsAWriteToATlsServerThatDoesNotRead() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		SSLContext ssl = TestTls.context(this.directory);
		try (LineServer server = new LineServer(ssl.getServerSocketFactory(), 0, readOneLine(release))) {
			SluiceClient client = SluiceClient.to("localhost", server.port(), LINES).ssl(ssl).open();
			List<CompletableFuture<byte[]>> replies = sendTooMuch(client);
			CompletableFuture.runAsync(client::close).get(20, TimeUnit.SECONDS);
			assertThat(replies).allSatisfy((reply) -> assertFailsSoon(reply));
		}
		finally {
			release.countDown();
		}
	}

	@Test
	void closeSendsACloseNotifyToATlsServer() throws Exception {
		SSLContext ssl = TestTls.context(this.directory);
		CompletableFuture<String> end = new CompletableFuture<>();
		try (LineServer server = new LineServer(ssl.getServerSocketFactory(), 0, (connection, in, out) -> {
			try {
				LineServer.echo(connection, in, out);
				end.complete("in order");
			}
			catch (IOException ex) {
				end.complete(ex.toString());
			}
		})) {
			SluiceClient client = SluiceClient.to("localhost", server.port(), LINES).ssl(ssl).open();
			client.request(bytes("message"));
			client.close();
			assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo("in order");
		}
	}

	private static LineServer.Behaviour readOneLine(CountDownLatch release) {
		return (connection, in, out) -> {
			in.readLine();
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		};
	}

	private static List<CompletableFuture<byte[]>> sendTooMuch(SluiceClient client) {
		List<CompletableFuture<byte[]>> replies = new ArrayList<>();
		for (int i = 0; i < 400; i++) {
			replies.add(client.send(new byte[60_000]));
		}
		return replies;
	}

	private static void assertFailsSoon(CompletableFuture<byte[]> reply) {
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> reply.get(20, TimeUnit.SECONDS))
			.withCauseInstanceOf(ClientException.class);
	}

	@Test
	void connectTimeoutEndsTheWaitForASilentTlsServer() throws Exception {
		try (LineServer server = LineServer.start(ClientConnectionTests::readOnly)) {
			assertConnectTimesOut(server, Duration.ofMillis(200),
					"no TLS handshake within 200ms; does the server speak TLS?");
			assertConnectTimesOut(server, Duration.ofNanos(1), "");
		}
	}

	@Test
	void connectTimeoutLimitsTheWholeTlsHandshake() throws Exception {
		try (LineServer server = LineServer.start((connection, in, out) -> {
			// a handshake record of 16 KB, of which a byte comes now and then
			out.print("\026\003\003?\000");
			while (!out.checkError()) {
				long written = System.nanoTime();
				out.print('\002');
				await().until(() -> System.nanoTime() - written > Duration.ofMillis(50).toNanos());
			}
		})) {
			assertConnectTimesOut(server, Duration.ofMillis(500),
					"no TLS handshake within 500ms; does the server speak TLS?");
		}
	}

	private static void assertConnectTimesOut(LineServer server, Duration timeout, String reason) throws Exception {
		SSLContext ssl = SSLContext.getDefault();
		CompletableFuture<SluiceClient> opening = CompletableFuture.supplyAsync(
				() -> SluiceClient.to("localhost", server.port(), LINES).ssl(ssl).connectTimeout(timeout).open(),
				Thread::startVirtualThread);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> opening.get(20, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(UncheckedIOException.class)
			.withMessageStartingWith("cannot connect to localhost:%d: %s".formatted(server.port(), reason));
	}

	@Test
	void serverThatAnswersWithoutTlsIsNamedAsThat() throws Exception {
		SSLContext ssl = SSLContext.getDefault();
		try (LineServer server = LineServer.start((connection, in, out) -> {
			out.println("220 welcome to a service without TLS");
			readOnly(connection, in, out);
		})) {
			assertThatExceptionOfType(UncheckedIOException.class)
				.isThrownBy(() -> SluiceClient.to("localhost", server.port(), LINES).ssl(ssl).open())
				.withMessage("cannot connect to localhost:%d: TLS handshake failed: the server does not speak TLS",
						server.port());
		}
	}

	/** The framings that take an alert for a reply. */
	@ParameterizedTest
	@EnumSource(names = { "LINE", "CRLF", "NUL", "RAW" })
	void alertOfAServerThatExpectsTlsIsNoReply(FramingType type) throws Exception {
		Framing framing = type.create(new FramingOptions(1 << 16, new byte[0], 4, ByteOrder.BIG_ENDIAN, false, 4, 0));
		for (int description : new int[] { 0, '\n', '\r', 40 }) {
			byte[] alert = { 21, 3, 3, 0, 2, 2, (byte) description };
			try (TestServer server = answering(alert);
					SluiceClient client = SluiceClient.to("127.0.0.1", server.port(), framing).open()) {
				assertThatExceptionOfType(RequestUnansweredException.class)
					.isThrownBy(() -> client.request(new byte[] { 'A' }))
					.withMessageContaining("the server expects TLS");
			}
		}
	}

	@Test
	void replyThatBeginsLikeAnAlertIsAReply() throws Exception {
		Framing framing = FramingType.RAW
			.create(new FramingOptions(1 << 16, new byte[0], 4, ByteOrder.BIG_ENDIAN, false, 4, 0));
		for (byte[] reply : new byte[][] { { 21 }, { 21, 3, 3, 0, 2, 2 }, { 21, 3, 3, 0, 2, 2, 40, 0 },
				{ 21, 3, 3, 0, 3, 2, 40 }, { 21, 3, 3, 0, 2, 3, 40 }, { 21, 2, 3, 0, 2, 2, 40 } }) {
			try (TestServer server = answering(reply);
					SluiceClient client = SluiceClient.to("127.0.0.1", server.port(), framing).open()) {
				assertThat(client.request(new byte[] { 'A' })).isEqualTo(reply);
			}
		}
	}

	private static TestServer answering(byte[] answer) throws IOException {
		return new TestServer(ServerSocketFactory.getDefault(), 0, Runnable::run, (connection, client) -> {
			if (client.getInputStream().read() >= 0) {
				client.getOutputStream().write(answer);
				TestServer.awaitEnd(client);
			}
		});
	}

	@Test
	void delayGrowsForAServerThatClosesConnectionsWithoutAReply() throws Exception {
		AtomicInteger connections = new AtomicInteger();
		long before = System.nanoTime();
		try (LineServer server = LineServer.start((connection, in, out) -> connections.incrementAndGet());
				SluiceClient client = SluiceClient.to("127.0.0.1", server.port(), LINES)
					.reconnect(new Backoff(Duration.ofMillis(2), Duration.ofMinutes(1)))
					.open()) {
			await().until(() -> connections.get() >= 10);
			assertThat(Duration.ofNanos(System.nanoTime() - before)).as("waits of half of 2, 4, 8 ... 512 ms and more")
				.isGreaterThan(Duration.ofMillis(500));
			assertThat(client).isNotNull();
		}
	}

	@Test
	void portOutOfRangeIsRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> SluiceClient.to("127.0.0.1", 70_000, LINES))
			.withMessage("the port must be 1 to 65535, not 70000");
	}

	@Test
	void failureThatNoOtherAttemptCanFixIsReportedAtOnce() throws Exception {
		SSLContext uninitialized = SSLContext.getInstance("TLS");
		try (LineServer server = LineServer.start(ClientConnectionTests::readOnly);
				SluiceClient client = SluiceClient.to("127.0.0.1", server.port(), LINES)
					.ssl(uninitialized)
					.reconnect(Backoff.DEFAULT)
					.open()) {
			assertThatExceptionOfType(RequestNotSentException.class).isThrownBy(() -> client.request(bytes("message")))
				.withMessageContaining("cannot connect to 127.0.0.1:")
				.withMessageContaining("not initialized");
		}
	}

	private static void readOnly(int connection, BufferedReader in, PrintWriter out) throws IOException {
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			assertThat(line).isNotNull();
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}

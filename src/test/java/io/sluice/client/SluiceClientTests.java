package io.sluice.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

import io.sluice.framing.FramingOptions;
import io.sluice.framing.FramingType;
import io.sluice.framing.LineFraming;
import io.sluice.process.Backoff;
import io.sluice.spi.Framing;
import io.sluice.support.ClosedPort;
import io.sluice.support.TestGateway;
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
 * The client against the gateway, and against servers that do worse.
 */
class SluiceClientTests {

	private static final Framing LINES = new LineFraming(1 << 16);

	@ParameterizedTest
	@EnumSource(names = { "LINE", "CRLF", "NUL", "STX_ETX", "MLLP", "LENGTH", "ASCII_LENGTH", "OCTET_COUNTING",
			"SYSLOG", "JSON" })
	void speaksTheFramingsOfTheGateway(FramingType type) {
		Framing framing = type.create(new FramingOptions(1 << 16, new byte[0], 4, ByteOrder.BIG_ENDIAN, false, 4, 0));
		try (TestGateway gateway = TestGateway.start(SluiceClientTests.class, ".framing.type=" + type.kebab(),
				".routes[0].to=echo"); SluiceClient client = open(gateway.port(), framing)) {
			assertThat(request(client, "[1,2]")).isEqualTo("[1,2]");
			assertThat(request(client, "{}")).isEqualTo("{}");
		}
	}

	@Test
	void repliesOfPipelinedRequestsCompleteTheirRequests() throws Exception {
		try (TestGateway gateway = TestGateway.start(SluiceClientTests.class, ".routes[0].to=echo");
				SluiceClient client = open(gateway.port(), LINES)) {
			List<CompletableFuture<byte[]>> answers = new ArrayList<>();
			for (int i = 0; i < 10_000; i++) {
				answers.add(client.send(bytes("message " + i)));
			}
			for (int i = 0; i < answers.size(); i++) {
				assertThat(answers.get(i).get(1, TimeUnit.MINUTES)).isEqualTo(bytes("message " + i));
			}
		}
	}

	@Test
	void servesManyThreadsOverManyConnections() throws Exception {
		try (TestGateway gateway = TestGateway.start(SluiceClientTests.class, ".routes[0].to=echo");
				SluiceClient client = SluiceClient.to("127.0.0.1", gateway.port(), LINES).connections(5).open()) {
			await().until(() -> gateway.meter("sluice.connections.active") == 5);
			AtomicReference<AssertionError> failure = new AtomicReference<>();
			List<Thread> threads = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				String name = "thread " + i;
				threads.add(Thread.ofVirtual().start(() -> {
					for (int j = 0; j < 50; j++) {
						if (!request(client, name + " " + j).equals(name + " " + j)) {
							failure.set(new AssertionError("not its own answer"));
						}
					}
				}));
			}
			for (Thread thread : threads) {
				thread.join();
			}
			assertThat(failure).hasNullValue();
			assertThat(gateway.requests("echo", "ok")).isEqualTo(2500);
		}
	}

	@Test
	void refusedConnectionIsReportedAtOnce() throws IOException {
		int port = ClosedPort.reserve();
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> open(port, LINES))
			.withMessage("cannot connect to 127.0.0.1:%d: connection refused", port);
	}

	@Test
	void unknownHostIsReportedAtOnce() {
		assertThatExceptionOfType(UncheckedIOException.class)
			.isThrownBy(() -> SluiceClient.to("no.such.host.invalid", 1, LINES).open())
			.withMessage("cannot connect to no.such.host.invalid:1: unknown host");
	}

	@Test
	void messageThatTheFramingCannotCarryIsRefused() throws IOException {
		try (LineServer server = LineServer.start(LineServer::echo); SluiceClient client = open(server.port(), LINES)) {
			assertThatIllegalArgumentException().isThrownBy(() -> client.send(bytes("two\nlines")))
				.withMessageContaining("it contains the line end");
			assertThat(request(client, "one")).isEqualTo("one");
		}
	}

	@Test
	void unansweredAndUnsentRequestsFailDifferently() throws Exception {
		try (LineServer server = LineServer.start((connection, in, out) -> {
			out.println(in.readLine());
			in.readLine();
			in.readLine();
			in.readLine();
		}); SluiceClient client = open(server.port(), LINES)) {
			assertThat(request(client, "first")).isEqualTo("first");
			List<CompletableFuture<byte[]>> answers = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				answers.add(client.send(bytes("message")));
			}
			for (CompletableFuture<byte[]> answer : answers) {
				assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> answer.get(1, TimeUnit.MINUTES))
					.havingCause()
					.isInstanceOf(RequestUnansweredException.class)
					.withMessage("closed by peer, 3 requests unanswered");
			}
			assertThatExceptionOfType(RequestNotSentException.class).isThrownBy(() -> request(client, "late"))
				.withMessage("closed by peer");
		}
	}

	@Test
	void requestTimeoutClosesTheConnection() throws IOException {
		try (LineServer server = LineServer.start((connection, in, out) -> readOnly(in));
				SluiceClient client = SluiceClient.to("127.0.0.1", server.port(), LINES)
					.requestTimeout(Duration.ofMillis(200))
					.open()) {
			assertThatExceptionOfType(RequestUnansweredException.class).isThrownBy(() -> request(client, "anyone?"))
				.withMessage("timed out after 200ms");
			assertThatExceptionOfType(RequestNotSentException.class).isThrownBy(() -> request(client, "and now?"));
		}
	}

	@Test
	void reconnectSendsUnsentRequests() throws Exception {
		try (LineServer server = LineServer.start((connection, in, out) -> {
			out.println(connection + in.readLine());
			if (connection == 1) {
				LineServer.echo(connection, in, out);
			}
		}); SluiceClient client = openReconnecting(server.port())) {
			assertThat(request(client, "a")).isEqualTo("0a");
			String second = "";
			while (second.isEmpty()) {
				try {
					second = request(client, "b");
				}
				catch (RequestUnansweredException ex) {
					// sent before the end of the first connection was seen
				}
			}
			assertThat(second).isEqualTo("1b");
			assertThat(request(client, "c")).isEqualTo("c");
		}
	}

	@Test
	void requestsWaitForAServerThatStartsLater() throws Exception {
		int port = ClosedPort.reserve();
		try (SluiceClient client = openReconnecting(port)) {
			CompletableFuture<byte[]> answer = client.send(bytes("early"));
			try (LineServer late = new LineServer(ServerSocketFactory.getDefault(), port, LineServer::echo)) {
				assertThat(answer.get(1, TimeUnit.MINUTES)).isEqualTo(bytes("early"));
				assertThat(late.port()).isEqualTo(port);
			}
		}
	}

	@Test
	void closeFailsRequestsInFlight() throws IOException {
		try (LineServer server = LineServer.start((connection, in, out) -> readOnly(in))) {
			SluiceClient client = open(server.port(), LINES);
			CompletableFuture<byte[]> answer = client.send(bytes("message"));
			client.close();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> answer.get(1, TimeUnit.MINUTES))
				.withCauseInstanceOf(ClientException.class);
			assertThatExceptionOfType(RequestNotSentException.class).isThrownBy(() -> request(client, "late"))
				.withMessage("the client is closed");
		}
	}

	@Test
	void interruptEndsTheWaitAndNoOtherRequest() throws Exception {
		try (TestGateway gateway = TestGateway.start(SluiceClientTests.class, ".routes[0].to=echo");
				SluiceClient client = open(gateway.port(), LINES)) {
			Thread thread = Thread.ofVirtual().start(() -> {
				Thread.currentThread().interrupt();
				assertThatExceptionOfType(ClientException.class).isThrownBy(() -> request(client, "never mind"));
				assertThat(Thread.currentThread().isInterrupted()).isTrue();
			});
			thread.join();
			assertThat(request(client, "still there")).isEqualTo("still there");
		}
	}

	@Test
	void usesTls(@TempDir Path directory) throws Exception {
		SSLContext ssl = TestTls.context(directory);
		try (LineServer server = new LineServer(ssl.getServerSocketFactory(), 0, LineServer::echo)) {
			try (SluiceClient client = SluiceClient.to("localhost", server.port(), LINES).ssl(ssl).open()) {
				assertThat(request(client, "secret")).isEqualTo("secret");
			}
			assertThatExceptionOfType(UncheckedIOException.class).as("a certificate that does not name the host")
				.isThrownBy(() -> SluiceClient.to("127.0.0.1", server.port(), LINES).ssl(ssl).open())
				.withMessageContaining("TLS handshake failed");
		}
	}

	private static void readOnly(BufferedReader in) throws IOException {
		String line = in.readLine();
		while (line != null) {
			line = in.readLine();
		}
	}

	private static SluiceClient open(int port, Framing framing) {
		return SluiceClient.to("127.0.0.1", port, framing).open();
	}

	private static SluiceClient openReconnecting(int port) {
		return SluiceClient.to("127.0.0.1", port, LINES)
			.reconnect(new Backoff(Duration.ofMillis(5), Duration.ofMillis(50)))
			.open();
	}

	private static String request(SluiceClient client, String message) {
		return new String(client.request(bytes(message)), StandardCharsets.UTF_8);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}

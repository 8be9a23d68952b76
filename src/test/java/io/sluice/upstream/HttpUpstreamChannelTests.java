package io.sluice.upstream;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

import javax.net.ServerSocketFactory;

import com.sun.net.httpserver.HttpHandler;
import io.micrometer.observation.ObservationRegistry;
import io.sluice.extract.Extractors;
import io.sluice.support.ClosedPort;
import io.sluice.support.TestHttpServer;
import io.sluice.support.TestServer;
import io.sluice.telemetry.UpstreamMetrics;
import io.sluice.telemetry.UpstreamRoster;
import io.sluice.telemetry.UpstreamState;
import io.sluice.telemetry.UpstreamStatus;
import io.sluice.upstream.UpstreamException.Failure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.support.GenericMessage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Requests to an HTTP service, and what is known of those that fail.
 */
class HttpUpstreamChannelTests {

	private static final ResponseLimits PATIENT = new ResponseLimits(Duration.ofMinutes(1), 1000);

	private static final ResponseLimits IMPATIENT = new ResponseLimits(Duration.ofMillis(300), 1000);

	private final List<AutoCloseable> opened = new ArrayList<>();

	private final QueueChannel replies = new QueueChannel();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable each : this.opened.reversed()) {
			each.close();
		}
	}

	private <T extends AutoCloseable> T open(T resource) {
		this.opened.add(resource);
		return resource;
	}

	private TestHttpServer serve(HttpHandler handler) {
		return open(new TestHttpServer(handler));
	}

	private TestServer serveRaw(TestServer.Service service) throws IOException {
		return open(new TestServer(ServerSocketFactory.getDefault(), 0,
				(connection) -> Thread.ofVirtual().start(connection), service));
	}

	private HttpUpstreamChannel channel(String url, int maxInFlight) {
		HttpUpstream upstream = open(
				new HttpUpstream("test", new HttpConnections("test", false, Duration.ofSeconds(5), null), maxInFlight,
						ObservationRegistry.NOOP));
		return new HttpUpstreamChannel("sluice.test.upstream", "test",
				new HttpService(HttpAddress.parse(url), upstream, null),
				new UpstreamRoster((name) -> UpstreamMetrics.NONE));
	}

	private MessageChannel route(String url, String method, ResponseLimits limits) {
		return route(channel(url, 10), method, limits);
	}

	private static MessageChannel route(HttpUpstreamChannel channel, String method, ResponseLimits limits) {
		Extractors extractors = new Extractors(StandardCharsets.UTF_8);
		return channel.route(new HttpTarget(HttpMethod.valueOf(method), PathTemplate.parse("/at", extractors),
				List.of(), extractors, "text/plain"), limits);
	}

	private Message<byte[]> message(String text) {
		return new GenericMessage<>(text.getBytes(UTF_8), Map.of(MessageHeaders.REPLY_CHANNEL, this.replies));
	}

	private String ask(MessageChannel channel, String text) {
		channel.send(message(text));
		Message<?> reply = this.replies.receive(0);
		return (reply != null) ? new String((byte[]) reply.getPayload(), UTF_8) : "nothing";
	}

	private UpstreamException fail(MessageChannel channel) {
		Throwable thrown = catchThrowable(() -> channel.send(message("hello")));
		assertThat(this.replies.receive(0)).isNull();
		return unwrap(thrown);
	}

	private static UpstreamException unwrap(Throwable thrown) {
		Throwable cause = (thrown instanceof MessagingException) ? thrown.getCause() : thrown;
		assertThat(cause).isInstanceOf(UpstreamException.class);
		return (UpstreamException) cause;
	}

	/** Reads the request, whose body is {@code hello}. */
	private static void readRequest(Socket socket) throws IOException {
		BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
		while (!in.readLine().isEmpty()) {
			// the headers
		}
		for (int i = 0; i < "hello".length(); i++) {
			in.read();
		}
	}

	private static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(UTF_8));
	}

	@Test
	void theBodyOfASuccessIsTheReply() {
		TestHttpServer server = serve(TestHttpServer.answering(201, "made"));
		assertThat(ask(route(server.url(), "POST", PATIENT), "hello")).isEqualTo("made");
		TestHttpServer.Asked asked = server.asked().element();
		assertThat(asked.method()).isEqualTo("POST");
		assertThat(asked.url()).isEqualTo("/at");
		assertThat(asked.body()).isEqualTo("hello");
		assertThat(asked.headers().getFirst("Content-Type")).isEqualTo("text/plain");
		assertThat(asked.headers().getFirst("Content-Length")).isEqualTo("5");
	}

	@Test
	void noUpgradeToAnotherProtocolIsAskedFor() {
		TestHttpServer server = serve(TestHttpServer.answering(200, "ok"));
		ask(route(server.url(), "POST", PATIENT), "hello");
		assertThat(server.asked().element().headers()).doesNotContainKeys("Upgrade", "Http2-settings");
	}

	@Test
	void noContentIsNoReply() {
		TestHttpServer server = serve(TestHttpServer.answering(204, ""));
		assertThat(ask(route(server.url(), "POST", PATIENT), "hello")).isEqualTo("nothing");
	}

	@Test
	void anEmptyBodyIsAnEmptyReply() {
		TestHttpServer server = serve(TestHttpServer.answering(200, ""));
		assertThat(ask(route(server.url(), "POST", PATIENT), "hello")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD", "DELETE", "OPTIONS" })
	void theMessageIsNoBodyOfTheseMethods(String method) {
		TestHttpServer server = serve(TestHttpServer.answering(200, ""));
		assertThat(ask(route(server.url(), method, PATIENT), "hello")).isEmpty();
		TestHttpServer.Asked asked = server.asked().element();
		assertThat(asked.method()).isEqualTo(method);
		assertThat(asked.body()).isEmpty();
		assertThat(asked.headers()).doesNotContainKey("Content-type");
		if (method.equals("GET") || method.equals("DELETE")) {
			assertThat(asked.headers()).doesNotContainKey("Content-length");
		}
	}

	@Test
	void aCompressedResponseIsDecompressedUpToTheMaximumSize() {
		AtomicInteger size = new AtomicInteger(1000);
		TestHttpServer server = serve((exchange) -> {
			exchange.getResponseHeaders().add("Content-Encoding", "gzip");
			exchange.sendResponseHeaders(200, 0);
			try (OutputStream out = new GZIPOutputStream(exchange.getResponseBody())) {
				out.write("x".repeat(size.get()).getBytes(UTF_8));
			}
		});
		MessageChannel channel = route(server.url(), "POST", PATIENT);
		assertThat(ask(channel, "hello")).isEqualTo("x".repeat(1000));
		size.set(100_000);
		assertThat(fail(channel)).hasMessageContaining("larger than 1000 bytes");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD", "POST" })
	void anEmptyBodyIsAnEmptyReplyAlsoIfItIsSaidToBeCompressed(String method) {
		TestHttpServer server = serve((exchange) -> {
			exchange.getResponseHeaders().add("Content-Encoding", "gzip");
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		assertThat(ask(route(server.url(), method, PATIENT), "hello")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "990, true", "1000, true", "1001, false", "1100, false", "10000, false" })
	void theMaximumSizeIsThatOfTheDecompressedResponse(int size, boolean fits) {
		byte[] body = new byte[size];
		new Random(1).nextBytes(body);
		TestHttpServer server = serve((exchange) -> {
			exchange.getResponseHeaders().add("Content-Encoding", "gzip");
			exchange.sendResponseHeaders(200, 0);
			try (OutputStream out = new GZIPOutputStream(exchange.getResponseBody())) {
				out.write(body);
			}
		});
		MessageChannel channel = route(server.url(), "POST", PATIENT);
		if (fits) {
			channel.send(message("hello"));
			assertThat(Objects.requireNonNull(this.replies.receive(0)).getPayload()).isEqualTo(body);
		}
		else {
			UpstreamException failed = fail(channel);
			assertThat(failed.failure()).isEqualTo(Failure.FAILED);
			assertThat(failed).hasMessageContaining("larger than 1000 bytes");
		}
	}

	@Test
	void aCompressedResponseThatIsCutAtItsMaximumIsTooLarge() {
		byte[] members = new byte[20 * 1000];
		byte[] empty = { 31, (byte) 139, 8, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
		for (int i = 0; i < members.length; i += empty.length) {
			System.arraycopy(empty, 0, members, i, empty.length);
		}
		TestHttpServer server = serve((exchange) -> {
			exchange.getResponseHeaders().add("Content-Encoding", "gzip");
			exchange.sendResponseHeaders(200, members.length);
			exchange.getResponseBody().write(members);
			exchange.close();
		});
		assertThat(fail(route(server.url(), "POST", PATIENT))).hasMessageContaining("larger than 1000 bytes");
	}

	@ParameterizedTest
	@CsvSource({ "300, FAILED", "302, FAILED", "304, FAILED", "400, REFUSED", "404, REFUSED", "429, REFUSED",
			"500, FAILED", "503, FAILED" })
	void aStatusTellsWhatBecameOfTheRequest(int status, Failure failure) {
		TestHttpServer server = serve((exchange) -> {
			exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
			TestHttpServer.answer(exchange, status, (status == 304) ? "" : "because");
		});
		UpstreamException failed = fail(route(server.url(), "POST", PATIENT));
		assertThat(failed.failure()).isEqualTo(failure);
		assertThat(failed).hasMessageEndingWith("with status " + status);
		assertThat(server.asked()).hasSize(1);
	}

	@Test
	void requestsUseOneConnectionAfterAnotherWhateverTheirStatus() {
		AtomicInteger count = new AtomicInteger();
		TestHttpServer server = serve(
				(exchange) -> TestHttpServer.answer(exchange, (count.incrementAndGet() % 2 == 0) ? 200 : 500, "body"));
		MessageChannel channel = route(server.url(), "POST", PATIENT);
		for (int i = 0; i < 20; i++) {
			if (i % 2 == 0) {
				assertThat(fail(channel).failure()).isEqualTo(Failure.FAILED);
			}
			else {
				assertThat(ask(channel, "hello")).isEqualTo("body");
			}
		}
		assertThat(server.asked()).hasSize(20);
		assertThat(server.asked().stream().map(TestHttpServer.Asked::port).distinct()).hasSize(1);
	}

	@Test
	void aConnectionThatIsRefusedHasSentNothing() throws IOException {
		int port = ClosedPort.reserve();
		assertThat(fail(route("http://127.0.0.1:" + port, "POST", PATIENT)).failure()).isEqualTo(Failure.NOT_SENT);
	}

	@Test
	void aNameThatDoesNotExistHasSentNothing() {
		assertThat(fail(route("http://does-not-exist.invalid", "POST", PATIENT)).failure()).isEqualTo(Failure.NOT_SENT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "garbage\r\n\r\n" })
	void aResponseThatIsResetOrNoneIsNoAnswer(String begun) throws IOException {
		AtomicInteger count = new AtomicInteger();
		TestServer server = serveRaw((connection, socket) -> {
			readRequest(socket);
			count.incrementAndGet();
			write(socket, begun);
			socket.setSoLinger(true, 0);
		});
		UpstreamException failed = fail(route("http://127.0.0.1:" + server.port(), "POST", PATIENT));
		assertThat(failed.failure()).isEqualTo(Failure.UNANSWERED);
		// sent once, as it may have taken effect
		assertThat(count).hasValue(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "garbage\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\nhello" })
	void malformedResponsesDoNotAccumulateConnections(String malformed) throws IOException {
		AtomicInteger open = new AtomicInteger();
		TestServer server = serveRaw((connection, socket) -> {
			open.incrementAndGet();
			readRequest(socket);
			write(socket, malformed);
			socket.getInputStream().transferTo(OutputStream.nullOutputStream());
			open.decrementAndGet();
		});
		MessageChannel channel = route("http://127.0.0.1:" + server.port(), "POST", PATIENT);
		for (int i = 0; i < 100; i++) {
			assertThat(fail(channel).failure()).isEqualTo(Failure.UNANSWERED);
		}
		await().until(() -> open.get() < 40);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
			"HTTP/1.1 500 Failed\r\nContent-Length: 10\r\n\r\nhalf" })
	void aResponseThatStallsEndsOnTime(String begun) throws IOException {
		CompletableFuture<Void> end = new CompletableFuture<>();
		TestServer server = serveRaw((connection, socket) -> {
			readRequest(socket);
			write(socket, begun);
			TestServer.awaitEnd(socket);
			end.complete(null);
		});
		long start = System.nanoTime();
		UpstreamException failed = fail(route("http://127.0.0.1:" + server.port(), "POST", IMPATIENT));
		assertThat(failed.failure()).isEqualTo(begun.contains("500") ? Failure.FAILED : Failure.UNANSWERED);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(200),
				Duration.ofSeconds(30));
		// the connection is given up
		assertThat(end).succeedsWithin(Duration.ofMinutes(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf" })
	void anInterruptEndsTheRequest(String begun) throws Exception {
		CompletableFuture<Void> end = new CompletableFuture<>();
		CountDownLatch written = new CountDownLatch(1);
		TestServer server = serveRaw((connection, socket) -> {
			readRequest(socket);
			write(socket, begun);
			written.countDown();
			TestServer.awaitEnd(socket);
			end.complete(null);
		});
		MessageChannel channel = route("http://127.0.0.1:" + server.port(), "POST", PATIENT);
		AtomicBoolean interrupted = new AtomicBoolean();
		FutureTask<UpstreamException> request = new FutureTask<>(() -> {
			UpstreamException failed = fail(channel);
			interrupted.set(Thread.currentThread().isInterrupted());
			return failed;
		});
		Thread thread = Thread.ofVirtual().start(request);
		written.await();
		thread.interrupt();
		assertThat(request.get().failure()).isEqualTo(Failure.UNANSWERED);
		assertThat(interrupted).isTrue();
		assertThat(end).succeedsWithin(Duration.ofMinutes(1));
	}

	@Test
	void aResponseUpToTheMaximumSizeIsTheReply() {
		TestHttpServer server = serve(TestHttpServer.answering(200, "x".repeat(1000)));
		assertThat(ask(route(server.url(), "POST", PATIENT), "hello")).hasSize(1000);
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 500 })
	void aResponseWithoutEndIsCutOff(int status) throws IOException {
		CountDownLatch cut = new CountDownLatch(1);
		TestServer server = serveRaw((connection, socket) -> {
			readRequest(socket);
			write(socket, "HTTP/1.1 %d Endless\r\nTransfer-Encoding: chunked\r\n\r\n".formatted(status));
			byte[] chunk = ("400\r\n" + "x".repeat(1024) + "\r\n").getBytes(UTF_8);
			try (OutputStream out = socket.getOutputStream()) {
				while (true) {
					out.write(chunk);
				}
			}
			finally {
				cut.countDown();
			}
		});
		UpstreamException failed = fail(route("http://127.0.0.1:" + server.port(), "POST", PATIENT));
		assertThat(failed.failure()).isEqualTo(Failure.FAILED);
		assertThat(failed).hasMessageContaining((status == 200) ? "larger than 1000 bytes" : "status 500");
		await().until(() -> cut.getCount() == 0);
	}

	@Test
	void noMoreRequestsAreInFlightThanTheMaximum() throws Exception {
		AtomicInteger current = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch full = new CountDownLatch(4);
		TestHttpServer server = serve((exchange) -> {
			most.accumulateAndGet(current.incrementAndGet(), Math::max);
			full.countDown();
			awaitQuietly(full);
			current.decrementAndGet();
			TestHttpServer.answer(exchange, 200, "ok");
		});
		MessageChannel channel = route(channel(server.url(), 4), "POST", PATIENT);
		List<FutureTask<Boolean>> requests = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			FutureTask<Boolean> request = new FutureTask<>(() -> channel.send(message("hello")));
			requests.add(request);
			Thread.ofVirtual().start(request);
		}
		for (FutureTask<Boolean> request : requests) {
			assertThat(request.get()).isTrue();
		}
		assertThat(most).hasValue(4);
		// a connection may come back to the others after the response has been read
		assertThat(server.asked().stream().map(TestHttpServer.Asked::port).distinct().count()).isBetween(4L, 8L);
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void aRequestWaitsForAPlaceUntilItsTimeoutOrAnInterrupt() throws Exception {
		CountDownLatch come = new CountDownLatch(1);
		CountDownLatch answer = new CountDownLatch(1);
		TestHttpServer server = serve((exchange) -> {
			come.countDown();
			awaitQuietly(answer);
			TestHttpServer.answer(exchange, 200, "ok");
		});
		HttpUpstreamChannel upstream = channel(server.url(), 1);
		MessageChannel channel = route(upstream, "POST", PATIENT);
		FutureTask<Boolean> first = new FutureTask<>(() -> channel.send(message("hello")));
		Thread.ofVirtual().start(first);
		come.await();
		assertThat(fail(route(upstream, "POST", IMPATIENT)).failure()).isEqualTo(Failure.NOT_SENT);
		FutureTask<UpstreamException> waiting = new FutureTask<>(() -> fail(channel));
		Thread thread = Thread.ofPlatform().start(waiting);
		await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		thread.interrupt();
		assertThat(waiting.get().failure()).isEqualTo(Failure.NOT_SENT);
		answer.countDown();
		assertThat(first.get()).isTrue();
		assertThat(server.asked()).hasSize(1);
	}

	@Test
	void aServiceThatFailsIsDownUntilItAnswers() {
		AtomicInteger status = new AtomicInteger(503);
		TestHttpServer server = serve((exchange) -> TestHttpServer.answer(exchange, status.get(), "body"));
		HttpUpstreamChannel upstream = channel(server.url(), 10);
		MessageChannel channel = route(upstream, "POST", PATIENT);
		for (int i = 0; i < FailureStreak.FAILURES; i++) {
			assertThat(upstream.status().state()).isEqualTo(UpstreamState.UP);
			fail(channel);
		}
		assertThat(upstream.status().state()).isEqualTo(UpstreamState.DOWN);
		assertThat(upstream.status().addresses())
			.containsExactly(new UpstreamStatus.Address(server.url(), 0, 0, "the upstream failed with status 503"));
		status.set(404);
		assertThat(fail(channel).failure()).isEqualTo(Failure.REFUSED);
		assertThat(upstream.status().state()).isEqualTo(UpstreamState.UP);
	}

	@Test
	void clientsThatLeaveDoNotTakeAServiceDown() throws Exception {
		Semaphore come = new Semaphore(0);
		TestServer server = serveRaw((connection, socket) -> {
			readRequest(socket);
			come.release();
			socket.getInputStream().read();
		});
		HttpUpstreamChannel upstream = channel("http://127.0.0.1:" + server.port(), 10);
		MessageChannel channel = route(upstream, "POST", PATIENT);
		for (int i = 0; i < FailureStreak.FAILURES; i++) {
			FutureTask<UpstreamException> request = new FutureTask<>(() -> fail(channel));
			Thread thread = Thread.ofVirtual().start(request);
			come.acquire();
			thread.interrupt();
			assertThat(request.get().failure()).isEqualTo(Failure.UNANSWERED);
		}
		assertThat(upstream.status().state()).isEqualTo(UpstreamState.UP);
	}

	@Test
	void aMessageFromNoRouteIsPostedToTheUrlOfTheUpstream() {
		TestHttpServer server = serve(TestHttpServer.answering(200, "ok"));
		HttpUpstreamChannel channel = channel(server.url() + "/base?key=1", 10);
		channel.send(new GenericMessage<>("text", Map.of(MessageHeaders.REPLY_CHANNEL, this.replies)));
		assertThat(this.replies.receive(0)).isNotNull();
		TestHttpServer.Asked asked = server.asked().element();
		assertThat(asked.method() + " " + asked.url() + " " + asked.body()).isEqualTo("POST /base?key=1 text");
		assertThat(asked.headers().getFirst("Content-Type")).isEqualTo("application/octet-stream");
		assertThat(ask(route(channel, "POST", PATIENT), "hello")).isEqualTo("ok");
		assertThat(server.asked().stream().skip(1).findFirst().orElseThrow().url()).isEqualTo("/base/at?key=1");
	}

	@Test
	void theUserOfAUrlIsAHeaderAndNoPartOfTheRequest() {
		TestHttpServer server = serve(TestHttpServer.answering(200, "ok"));
		ask(route("http://me:pass%20word@127.0.0.1:" + server.port(), "GET", PATIENT), "hello");
		assertThat(server.asked().element().headers().getFirst("Authorization")).isEqualTo("Basic bWU6cGFzcyB3b3Jk");
	}

	@Test
	void theConnectionsEndWithTheChannel() throws IOException, ExecutionException, InterruptedException {
		CompletableFuture<Void> end = new CompletableFuture<>();
		TestServer server = serveRaw((connection, socket) -> {
			readRequest(socket);
			write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
			TestServer.awaitEnd(socket);
			end.complete(null);
		});
		HttpUpstreamChannel upstream = channel("http://127.0.0.1:" + server.port(), 10);
		assertThat(ask(route(upstream, "POST", PATIENT), "hello")).isEqualTo("ok");
		assertThat(end).isNotDone();
		upstream.destroy();
		assertThat(end).succeedsWithin(Duration.ofMinutes(1));
	}

}

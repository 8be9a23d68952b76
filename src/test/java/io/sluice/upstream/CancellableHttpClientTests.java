package io.sluice.upstream;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ServerSocketFactory;

import io.sluice.support.TestServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Responses that are cancelled, when they have begun to arrive or before.
 */
class CancellableHttpClientTests {

	private final CountDownLatch written = new CountDownLatch(1);

	private final CompletableFuture<Void> end = new CompletableFuture<>();

	@Test
	void theConnectionOfAResponseThatHasBegunEndsWithIt() throws Exception {
		try (TestServer server = serve("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
				HttpClient client = HttpClient.newHttpClient()) {
			CompletableFuture<HttpResponse<InputStream>> response = send(client, server);
			await().until(response::isDone);
			response.cancel(true);
			assertThat(this.end).succeedsWithin(Duration.ofMinutes(1));
			client.shutdownNow();
		}
	}

	@Test
	void theConnectionOfAResponseThatHasNotBegunEndsWithIt() throws Exception {
		try (TestServer server = serve("HTTP/1.1 200 OK\r\n"); HttpClient client = HttpClient.newHttpClient()) {
			CompletableFuture<HttpResponse<InputStream>> response = send(client, server);
			this.written.await();
			assertThat(response.cancel(true)).isTrue();
			assertThat(this.end).succeedsWithin(Duration.ofMinutes(1));
			client.shutdownNow();
		}
	}

	@Test
	void theBodyOfAResponseThatIsNotHandedOverEndsWithIt() {
		BodySubscriber<InputStream> body = BodySubscribers.ofInputStream();
		try (HttpClient client = HttpClient.newHttpClient()) {
			HttpClient begins = new CancellableHttpClient(client) {

				@Override
				public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
					handler.apply(null);
					return new CompletableFuture<>();
				}

			};
			new CancellableHttpClient(begins).sendAsync(request(0), (response) -> body).cancel(true);
		}
		AtomicBoolean cancelled = new AtomicBoolean();
		body.onSubscribe(new Subscription() {

			@Override
			public void request(long count) {
			}

			@Override
			public void cancel() {
				cancelled.set(true);
			}

		});
		assertThat(cancelled).isTrue();
	}

	private TestServer serve(String response) throws Exception {
		return new TestServer(ServerSocketFactory.getDefault(), 0, (task) -> Thread.ofVirtual().start(task),
				(connection, socket) -> {
					InputStream in = socket.getInputStream();
					StringBuilder head = new StringBuilder();
					while (head.indexOf("\r\n\r\n") < 0) {
						head.append((char) in.read());
					}
					socket.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
					this.written.countDown();
					TestServer.awaitEnd(socket);
					this.end.complete(null);
				});
	}

	private static CompletableFuture<HttpResponse<InputStream>> send(HttpClient client, TestServer server) {
		return new CancellableHttpClient(client).sendAsync(request(server.port()), BodyHandlers.ofInputStream());
	}

	private static HttpRequest request(int port) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
			.version(HttpClient.Version.HTTP_1_1)
			.build();
	}

}

package io.sluice.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ServerSocketFactory;

import io.sluice.framing.LineFraming;
import io.sluice.process.Backoff;
import io.sluice.spi.Framing;
import io.sluice.support.ClosedPort;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of a request, and what may be done where one ends.
 */
class ClientRequestTests {

	private static final Framing LINES = new LineFraming(1 << 16);

	/** As many as may wait to be sent. */
	private static final int FULL = 1024;

	@Test
	void stageThatDependsOnAReplyMaySendAndWait() throws Exception {
		CompletableFuture<String> proceed = new CompletableFuture<>();
		try (LineServer server = LineServer.start((connection, in, out) -> {
			out.println(in.readLine() + proceed.join());
			LineServer.echo(connection, in, out);
		}); SluiceClient client = SluiceClient.to("127.0.0.1", server.port(), LINES).open()) {
			CompletableFuture<byte[]> second = client.send(bytes("a")).thenApply((reply) -> client.request(bytes("b")));
			proceed.complete("");
			assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(bytes("b"));
		}
	}

	@Test
	void stageThatDependsOnATimeoutMaySendAndWait() throws Exception {
		try (SluiceClient client = openReconnecting(ClosedPort.reserve(), Duration.ofMillis(200))) {
			CompletableFuture<byte[]> again = client.send(bytes("a"))
				.exceptionally((failure) -> client.request(bytes("a")));
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> again.get(1, TimeUnit.MINUTES))
				.havingRootCause()
				.isInstanceOf(RequestNotSentException.class)
				.withMessage("timed out after 200ms before it was sent");
			assertThatExceptionOfType(RequestNotSentException.class).as("the timer goes on")
				.isThrownBy(() -> client.request(bytes("b")));
		}
	}

	@Test
	void stageThatDependsOnACloseMaySendAndWait() throws Exception {
		CompletableFuture<String> proceed = new CompletableFuture<>();
		try (LineServer server = LineServer.start((connection, in, out) -> {
			if (connection == 0) {
				in.readLine();
				proceed.join();
			}
			else {
				LineServer.echo(connection, in, out);
			}
		}); SluiceClient client = openReconnecting(server.port(), Duration.ofSeconds(30))) {
			CompletableFuture<byte[]> again = client.send(bytes("a"))
				.exceptionally((failure) -> client.request(bytes("b")));
			proceed.complete("");
			assertThat(again.get(20, TimeUnit.SECONDS)).isEqualTo(bytes("b"));
		}
	}

	@Test
	void requestThatTimesOutInAFullQueueIsNeverSent() throws Exception {
		int port = ClosedPort.reserve();
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		try (SluiceClient client = openReconnecting(port, Duration.ofMillis(500))) {
			BlockingQueue<ClientException> failures = new LinkedBlockingQueue<>();
			List<Thread> threads = new ArrayList<>();
			for (int i = 0; i < 2 * FULL; i++) {
				threads.add(Thread.startVirtualThread(() -> assertThatExceptionOfType(ClientException.class)
					.isThrownBy(() -> client.request(bytes("lost")))
					.satisfies(failures::add)));
			}
			for (Thread thread : threads) {
				thread.join();
			}
			assertThat(failures).hasSize(2 * FULL).hasOnlyElementsOfType(RequestNotSentException.class);
			try (LineServer late = startRecording(port, received)) {
				assertThat(late.port()).isEqualTo(port);
				await().until(() -> isAnswered(client, "found"));
				assertThat(received).containsOnly("found");
			}
		}
	}

	private static boolean isAnswered(SluiceClient client, String message) {
		try {
			return client.request(bytes(message)).length > 0;
		}
		catch (RequestNotSentException ex) {
			return false;
		}
	}

	@Test
	void cancelledRequestMakesRoomAndIsNotSent() throws Exception {
		int port = ClosedPort.reserve();
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		try (SluiceClient client = openReconnecting(port, Duration.ofMinutes(1))) {
			List<CompletableFuture<byte[]>> cancelled = new ArrayList<>();
			for (int i = 0; i < FULL; i++) {
				cancelled.add(client.send(bytes("cancelled")));
			}
			cancelled.getFirst().cancel(false);
			BlockingQueue<CompletableFuture<byte[]>> last = new LinkedBlockingQueue<>();
			Thread.startVirtualThread(() -> last.add(client.send(bytes("last"))));
			CompletableFuture<byte[]> reply = last.poll(20, TimeUnit.SECONDS);
			assertThat(reply).as("there is room").isNotNull();
			cancelled.forEach((other) -> other.cancel(false));
			try (LineServer late = startRecording(port, received)) {
				assertThat(late.port()).isEqualTo(port);
				assertThat(reply.get(20, TimeUnit.SECONDS)).isEqualTo(bytes("last"));
				assertThat(received).containsExactly("last");
			}
		}
	}

	@Test
	void interruptReportsWhetherTheRequestWasSent() throws Exception {
		try (SluiceClient client = openReconnecting(ClosedPort.reserve(), Duration.ofMinutes(1))) {
			assertThat(interruptRequest(client, () -> true)).isInstanceOf(RequestNotSentException.class);
		}
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		try (LineServer server = LineServer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				received.add(line);
			}
		}); SluiceClient client = openReconnecting(server.port(), Duration.ofMinutes(1))) {
			assertThat(interruptRequest(client, () -> !received.isEmpty()))
				.isInstanceOf(RequestUnansweredException.class);
		}
	}

	private static ClientException interruptRequest(SluiceClient client, Callable<Boolean> when)
			throws InterruptedException {
		AtomicReference<ClientException> failure = new AtomicReference<>();
		Thread thread = Thread.ofPlatform()
			.start(() -> assertThatExceptionOfType(ClientException.class)
				.isThrownBy(() -> client.request(bytes("message")))
				.satisfies(failure::set));
		await().until(() -> thread.getState() == Thread.State.WAITING && when.call());
		thread.interrupt();
		thread.join();
		return failure.get();
	}

	private static LineServer startRecording(int port, BlockingQueue<String> received) throws IOException {
		return new LineServer(ServerSocketFactory.getDefault(), port, (connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				received.add(line);
				out.println(line);
			}
		});
	}

	private static SluiceClient openReconnecting(int port, Duration timeout) {
		return SluiceClient.to("127.0.0.1", port, LINES)
			.requestTimeout(timeout)
			.reconnect(new Backoff(Duration.ofMillis(5), Duration.ofMillis(50)))
			.open();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}

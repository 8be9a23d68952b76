package io.sluice.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

import io.sluice.TcpHandler;
import io.sluice.connection.SluiceConnection;
import io.sluice.socket.PolledSocket;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.test.util.ReflectionTestUtils;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A connection that is given away, has become old or is at its last reply ends where it
 * loses no request that has arrived.
 */
class EndBetweenMessagesTests {

	@ParameterizedTest
	@CsvSource({ "MOVE, 1", "MOVE, 4", "MAX_AGE, 1", "MAX_AGE, 4", "DRAIN, 1", "DRAIN, 4" })
	void whatHasArrivedIsAnsweredFirst(End end, int pipeline) throws IOException {
		try (TestGateway gateway = start(end, pipeline); TestClient client = gateway.connect()) {
			Handlers handlers = gateway.context().getBean(Handlers.class);
			client.send("hold\n");
			handlers.held.acquireUninterruptibly();
			end.cause(gateway);
			client.send("b\n");
			awaitArrival(gateway, handlers, pipeline, "b\n");
			client.send("c\n").send("d\n");
			awaitArrival(gateway, handlers, pipeline, "c\nd\n");
			handlers.released.release();
			assertThat(client.readToEnd()).isEqualTo("hold\nb\nc\nd\n");
			await().until(() -> gateway.closed(end.reason) == 1);
		}
	}

	/**
	 * Wait until requests have arrived behind the one that is held: with a pipeline they
	 * are handled, without one they wait in the socket.
	 */
	private static void awaitArrival(TestGateway gateway, Handlers handlers, int pipeline, String requests) {
		if (pipeline > 1) {
			await().until(() -> handlers.handled.tryAcquire((int) requests.lines().count()));
		}
		else {
			await().until(() -> End.connections(gateway).mapToInt(EndBetweenMessagesTests::unread).sum() >= requests
				.length());
		}
	}

	private static int unread(SluiceConnection connection) {
		try {
			return ((PolledSocket) ReflectionTestUtils.getField(connection, "socket")).available();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static TestGateway start(End end, int pipeline) {
		return TestGateway.start(Handlers.class, end.setting, ".pipeline=" + pipeline, ".routes[0].to=answer");
	}

	enum End {

		MOVE("rebalanced", ".timeouts.max-age=0s") {

			@Override
			void cause(TestGateway gateway) {
				new ConnectionMover(gateway.listener("test")).move(1, Duration.ZERO);
			}

		},
		MAX_AGE("max_age", ".timeouts.max-age=2s") {

			@Override
			void cause(TestGateway gateway) {
				await().until(() -> connections(gateway)
					.allMatch((connection) -> System.nanoTime() - connection.acceptedAt() > SECONDS.toNanos(2)));
			}

		},
		DRAIN("draining", ".timeouts.max-age=0s") {

			@Override
			void cause(TestGateway gateway) {
				connections(gateway).forEach(SluiceConnection::finishAfterReply);
			}

		};

		private final String reason;

		private final String setting;

		End(String reason, String setting) {
			this.reason = reason;
			this.setting = setting;
		}

		abstract void cause(TestGateway gateway);

		private static Stream<SluiceConnection> connections(TestGateway gateway) {
			return gateway.listener("test").openConnections().stream();
		}

	}

	static class Handlers {

		private final Semaphore held = new Semaphore(0);

		private final Semaphore released = new Semaphore(0);

		private final Semaphore handled = new Semaphore(0);

		@TcpHandler("answer")
		String answer(String text) throws InterruptedException {
			if (text.equals("hold")) {
				this.held.release();
				this.released.acquire();
			}
			this.handled.release();
			return text;
		}

	}

}

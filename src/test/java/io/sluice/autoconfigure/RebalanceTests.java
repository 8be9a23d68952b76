package io.sluice.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

import io.sluice.TcpHandler;
import io.sluice.TcpSessions;
import io.sluice.listener.ConnectionMover;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Connections that are given away to other pods.
 */
@ExtendWith(OutputCaptureExtension.class)
class RebalanceTests {

	private static TestGateway start(String... properties) {
		return TestGateway.start(Handlers.class,
				Stream.concat(Stream.of(properties), Stream.of(".routes[0].to=answer")).toArray(String[]::new));
	}

	private static ConnectionMover mover(TestGateway gateway) {
		return new ConnectionMover(gateway.listener("test"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void aConnectionEndsAfterItsNextReply(int pipeline) throws IOException {
		try (TestGateway gateway = start(".pipeline=" + pipeline); TestClient client = gateway.connect()) {
			client.request("a");
			assertThat(mover(gateway).move(1, Duration.ZERO)).isOne();
			assertThat(mover(gateway).moving()).isOne();
			assertThat(client.request("b")).isEqualTo("b");
			assertThat(client.readToEnd()).isEmpty();
			await().until(() -> gateway.closed("rebalanced") == 1);
		}
	}

	@Test
	void aRequestInFlightIsAnsweredFirst() throws IOException {
		try (TestGateway gateway = start(); TestClient client = gateway.connect()) {
			client.send("hold\n");
			Handlers handlers = gateway.context().getBean(Handlers.class);
			handlers.held.acquireUninterruptibly();
			mover(gateway).move(1, Duration.ZERO);
			handlers.released.release();
			assertThat(client.readLine()).isEqualTo("hold");
			assertThat(client.readToEnd()).isEmpty();
			await().until(() -> gateway.closed("rebalanced") == 1);
		}
	}

	@Test
	void anAskInFlightIsAnsweredFirst() throws IOException {
		try (TestGateway gateway = start(".correlate.by=order", ".correlate.answers.starts-with=A");
				TestClient client = gateway.connect()) {
			client.request("a");
			TcpSessions sessions = gateway.context().getBean(TcpSessions.class);
			CompletableFuture<String> answer = sessions.localSessions("test")
				.getFirst()
				.askAsync("CMD", Duration.ofMinutes(1), String.class)
				.toCompletableFuture();
			assertThat(client.readLine()).isEqualTo("CMD");
			mover(gateway).move(1, Duration.ZERO);
			assertThat(client.request("b")).isEqualTo("b");
			client.send("ANSWER\n");
			assertThat(answer.join()).isEqualTo("ANSWER");
			assertThat(client.request("c")).isEqualTo("c");
			assertThat(client.readToEnd()).isEmpty();
			await().until(() -> gateway.closed("rebalanced") == 1);
		}
	}

	@Test
	void aConnectionWithoutRequestsEndsWhileItIsIdle() throws IOException {
		try (TestGateway gateway = start(); TestClient client = gateway.connect()) {
			client.request("a");
			mover(gateway).move(1, Duration.ZERO);
			assertThat(client.readToEnd()).isEmpty();
			await().until(() -> gateway.closed("rebalanced") == 1);
		}
	}

	@Test
	void asManyEndAsAreAskedForAndOnlyThoseThatAreOldEnough() throws IOException {
		try (TestGateway gateway = start()) {
			List<TestClient> clients = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				clients.add(gateway.connect());
				clients.getLast().request("a");
			}
			assertThat(mover(gateway).move(3, Duration.ofHours(1))).isZero();
			assertThat(mover(gateway).move(3, Duration.ZERO)).isEqualTo(3);
			assertThat(mover(gateway).moving()).isEqualTo(3);
			assertThat(mover(gateway).move(100, Duration.ZERO)).isEqualTo(7);
			for (TestClient client : clients) {
				client.request("b");
				client.close();
			}
		}
	}

	@Test
	void aDrainIsTheReasonForWhatEndsInIt() throws IOException {
		try (TestGateway gateway = start("sluice.shutdown.close-spread=10s"); TestClient client = gateway.connect()) {
			client.request("a");
			mover(gateway).move(1, Duration.ZERO);
			Thread stop = Thread.startVirtualThread(gateway.listener("test")::stop);
			await().until(() -> gateway.listener("test").isDraining());
			assertThat(mover(gateway).isAccepting()).isFalse();
			client.readToEnd();
			await().until(() -> gateway.closed() == 1);
			stop.interrupt();
			assertThat(gateway.closed("draining")).isOne();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			.rebalance.max-skew=1.3      | .rebalance' needs a cluster | set 'sluice.cluster.via'
			.rebalance.min-age=1m        | .rebalance' needs a cluster | set 'sluice.cluster.via'
			.rebalance.max-skew=abc      | .rebalance.max-skew | Set it to a number
			.rebalance.max-skew=1        | .rebalance.max-skew | from 1.05 to 100
			.rebalance.rate=1%           | .rebalance.rate     | such as 1%/min
			.rebalance.rate=5            | .rebalance.rate     | such as 1%/min
			.rebalance.min-age=-1s       | .rebalance.min-age  | from 0s to 365d
			.rebalance.min-age=10        | .rebalance.min-age  | unit
			.rebalance=1.3               | .rebalance          | max-skew
			""")
	void whatCannotWorkFailsTheStart(String setting, String key, String remedy, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(setting).close());
		assertThat(output.getAll()).contains("sluice.listeners.test" + key, remedy).doesNotContain("\tat ");
	}

	static class Handlers {

		private final Semaphore held = new Semaphore(0);

		private final Semaphore released = new Semaphore(0);

		@TcpHandler("answer")
		String answer(String text) throws InterruptedException {
			if (text.equals("hold")) {
				this.held.release();
				this.released.acquire();
			}
			return text;
		}

	}

}

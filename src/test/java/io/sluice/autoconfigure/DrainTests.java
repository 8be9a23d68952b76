package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.sluice.TcpHandler;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.Drains;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of connections and their requests when the context closes.
 */
@ExtendWith(OutputCaptureExtension.class)
class DrainTests {

	private static final String[] ROUTES = { ".routes[0].when.equals=hold", ".routes[0].to=hold",
			".routes[1].when.equals=hang", ".routes[1].to=hang", ".routes[2].when.equals=large", ".routes[2].to=large",
			".routes[3].to=echo" };

	/** More than a client receives without reading, and less than its server can send. */
	private static final int LARGE = 1_500_000;

	private TestGateway gateway;

	private SluiceServerConnectionFactory listener;

	private Held held;

	private CompletableFuture<Void> closing;

	private void start(String... more) {
		this.gateway = TestGateway.start(Held.class,
				Stream.of(ROUTES, more).flatMap(Stream::of).toArray(String[]::new));
		this.listener = this.gateway.listener("test");
		this.held = this.gateway.context().getBean(Held.class);
	}

	@AfterEach
	void assertNoErrorIsLogged(CapturedOutput output) {
		this.held.permits.release(100);
		this.gateway.close();
		assertThat(output).doesNotContain("ERROR");
	}

	/**
	 * Begin to close the context, and wait until every connection knows.
	 */
	private void drain() {
		this.closing = Drains.begin(this.gateway::close);
		assertThat(this.listener.isListening()).isFalse();
	}

	private void awaitClosed() {
		await().until(() -> this.closing.isDone());
	}

	@Test
	void requestsThatHaveBeenReadAreAnsweredAndTheStreamEnds(CapturedOutput output) throws IOException {
		start();
		try (TestClient client = this.gateway.connect()) {
			String echoed = numbered(20);
			client.send("hold\n" + echoed);
			await().until(() -> this.gateway.meter("sluice.requests.active") == 1);
			drain();
			client.send("late\n");
			this.held.permits.release();
			assertThat(client.readToEnd()).isEqualTo("held\n" + echoed);
		}
		awaitClosed();
		assertThat(this.gateway.closed("draining")).isOne();
		assertThat(output).doesNotContain("WARN");
	}

	/**
	 * A close with unread input would be a reset, which destroys what the client has not
	 * received yet.
	 */
	@Test
	void replyOnItsWayIsNotLostThoughItsClientSendsOn() throws IOException {
		start(".framing.max-size=2MB");
		try (TestClient client = this.gateway.connect()) {
			client.send("large\n");
			await().until(() -> this.gateway.meter("sluice.requests.active") == 1);
			drain();
			client.send("late\n".repeat(10_000));
			this.held.permits.release();
			await().until(() -> this.gateway.closed("draining") == 1);
			assertThat(client.readToEnd()).hasSize(LARGE + 1);
		}
		awaitClosed();
	}

	private static String numbered(int count) {
		StringBuilder lines = new StringBuilder();
		IntStream.range(0, count).forEach((i) -> lines.append(i).append('\n'));
		return lines.toString();
	}

	@Test
	void frameThatIsHalfReadIsNotBegun() throws IOException {
		start();
		try (TestClient client = this.gateway.connect()) {
			client.send("whole\nha");
			assertThat(client.readLine()).isEqualTo("whole");
			drain();
			assertThat(client.readLineOrEnd()).isNull();
			client.send("lf\n");
			awaitClosed();
		}
		assertThat(this.gateway.requests("echo", "ok")).isOne();
		assertThat(this.gateway.closed("draining")).isOne();
	}

	@Test
	void frameThatIsHalfReadBehindARunningRequestIsNotBegun() throws IOException {
		start();
		try (TestClient client = this.gateway.connect()) {
			client.send("hold\nha");
			await().until(() -> this.gateway.meter("sluice.requests.active") == 1);
			drain();
			client.send("lf\n");
			this.held.permits.release();
			assertThat(client.readToEnd()).isEqualTo("held\n");
		}
		awaitClosed();
		assertThat(this.gateway.requests("echo", "ok")).isZero();
	}

	@Test
	void remainingConnectionsAreCountedDown() throws IOException {
		start();
		try (TestClient first = this.gateway.connect();
				TestClient second = this.gateway.connect();
				TestClient idle = this.gateway.connect()) {
			assertThat(idle.request("hello")).isEqualTo("hello");
			first.send("hold\n");
			second.send("hold\n");
			await().until(() -> this.gateway.meter("sluice.requests.active") == 2);
			assertThat(this.gateway.meter("sluice.drain.remaining")).isZero();
			drain();
			assertThat(idle.readToEnd()).isEmpty();
			await().until(() -> this.gateway.meter("sluice.drain.remaining") == 2);
			this.held.permits.release();
			await().until(() -> this.gateway.meter("sluice.requests.active") == 1);
			first.endOutput();
			second.endOutput();
			await().until(() -> this.gateway.meter("sluice.drain.remaining") == 1);
			this.held.permits.release();
			assertThat(first.readToEnd()).isEqualTo("held\n");
			assertThat(second.readToEnd()).isEqualTo("held\n");
		}
		awaitClosed();
		assertThat(this.gateway.meter("sluice.drain.remaining")).isZero();
	}

	@Test
	void nobodyIsAcceptedWhileBusyConnectionsFinish() throws IOException {
		start();
		int port = this.gateway.port();
		try (TestClient busy = this.gateway.connect()) {
			busy.send("hold\n");
			await().until(() -> this.gateway.meter("sluice.requests.active") == 1);
			drain();
			assertThatException().isThrownBy(() -> new TestClient(port))
				.withRootCauseInstanceOf(ConnectException.class);
			this.held.permits.release();
			assertThat(busy.readToEnd()).isEqualTo("held\n");
		}
		awaitClosed();
	}

	@ParameterizedTest
	@ValueSource(strings = { "virtual", "pool" })
	void handlerThatNeverEndsIsLeftWhenTheTimeIsOver(String threads, CapturedOutput output) throws IOException {
		start("sluice.shutdown.timeout=300ms", ".executor.type=" + threads);
		try (TestClient busy = this.gateway.connect()) {
			busy.send("hang\nafter\n");
			await().until(() -> this.gateway.meter("sluice.requests.active") == 1);
			drain();
			assertThat(busy.readToEnd()).isEmpty();
			awaitClosed();
		}
		assertThat(output).containsOnlyOnce("WARN")
			.contains("[test] 1 connections were still busy after 300ms and are closed now");
		await().untilAsserted(() -> assertThat(this.held.interrupted).isTrue());
		assertThat(this.gateway.context().isActive()).isFalse();
	}

	/**
	 * Of all the time there is, a second is theirs.
	 */
	@Test
	void clientsThatDoNotCloseAreNotWaitedForToTheEnd(CapturedOutput output) throws IOException {
		start("sluice.shutdown.timeout=10m");
		try (TestClient idle = this.gateway.connect(); TestClient busy = this.gateway.connect()) {
			assertThat(idle.request("hello")).isEqualTo("hello");
			busy.send("hold\n");
			await().until(() -> this.gateway.meter("sluice.requests.active") == 1);
			drain();
			this.held.permits.release();
			awaitClosed();
			assertThat(idle.readToEnd()).isEmpty();
			assertThat(busy.readToEnd()).isEqualTo("held\n");
		}
		assertThat(this.gateway.closed("draining")).isEqualTo(2);
		assertThat(output).doesNotContain("WARN");
	}

	static class Held {

		private final Semaphore permits = new Semaphore(0);

		private volatile boolean interrupted;

		@TcpHandler("hold")
		String hold() throws InterruptedException {
			this.permits.acquire();
			return "held";
		}

		@TcpHandler("large")
		String large() throws InterruptedException {
			this.permits.acquire();
			return "x".repeat(LARGE);
		}

		/**
		 * Does not even end when it is interrupted.
		 */
		@TcpHandler("hang")
		void hang() {
			while (!this.permits.tryAcquire(100)) {
				LockSupport.park(this);
				this.interrupted |= Thread.interrupted();
			}
		}

	}

}

package io.sluice.autoconfigure;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.TcpHandler;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.Waiting;
import io.sluice.support.WatchesLog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Requests that have ended and whose targets still run.
 */
class OutstandingTests {

	private static final String TIMEOUT = "ERR TIMEOUT no reply within 1s";

	private static final String BUSY = "ERR BUSY too many requests are in flight";

	private static final String[] ROUTES = { ".request-timeout=1s", ".routes[0].when.equals=quick",
			".routes[0].to=echo", ".routes[1].when.equals=executor", ".routes[1].to=executor",
			".routes[2].when.equals=stage", ".routes[2].to=stage", ".routes[3].when.equals=hold", ".routes[3].to=hold",
			".routes[4].when.equals=later", ".routes[4].to=later.input", ".routes[5].when.equals=dropped",
			".routes[5].to=dropped", ".routes[6].when.equals=hang", ".routes[6].to=hang" };

	private @Nullable TestGateway gateway;

	private TargetRegistry targets = new TargetRegistry();

	@AfterEach
	void stop() {
		this.targets.release.countDown();
		if (this.gateway != null) {
			this.gateway.close();
		}
	}

	private void start(String... more) {
		String[] all = new String[ROUTES.length + more.length];
		System.arraycopy(ROUTES, 0, all, 0, ROUTES.length);
		System.arraycopy(more, 0, all, ROUTES.length, more.length);
		this.gateway = TestGateway.start(TargetRegistry.class, all);
		this.targets = this.gateway.context().getBean(TargetRegistry.class);
	}

	private double outstanding() {
		return this.gateway.meter("sluice.requests.outstanding");
	}

	@ParameterizedTest
	@ValueSource(strings = { "executor", "stage", "hold" })
	@Waiting
	void requestIsInFlightUntilItsTargetHasCompleted(String target) throws IOException {
		start(".limits.max-requests-in-flight=1", ".on-timeout=abandon");
		try (TestClient client = this.gateway.connect(); TestClient other = this.gateway.connect()) {
			assertThat(client.request(target)).isEqualTo(TIMEOUT);
			assertThat(outstanding()).isOne();
			for (int i = 0; i < 3; i++) {
				assertThat(other.request("quick")).isEqualTo(BUSY);
			}
			this.targets.release.countDown();
			await().untilAsserted(() -> assertThat(other.request("quick")).isEqualTo("quick"));
			assertThat(outstanding()).isZero();
		}
	}

	@Test
	@Waiting
	void stageThatIsLeftBehindByTheInterruptIsInFlightUntilItCompletes() throws IOException {
		start(".limits.max-requests-in-flight=1");
		try (TestClient client = this.gateway.connect()) {
			assertThat(client.request("stage")).isEqualTo(TIMEOUT);
			assertThat(client.request("quick")).isEqualTo(BUSY);
			this.targets.release.countDown();
			await().untilAsserted(() -> assertThat(client.request("quick")).isEqualTo("quick"));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@Waiting
	void flowThatAnswersOrFailsLateIsInFlightUntilThen(boolean fails) throws Exception {
		start(".limits.max-requests-in-flight=1");
		try (TestClient client = this.gateway.connect()) {
			assertThat(client.request("later")).isEqualTo(TIMEOUT);
			assertThat(client.request("quick")).isEqualTo(BUSY);
			Message<?> request = this.targets.take();
			MessageChannel channel = (MessageChannel) request.getHeaders().getReplyChannel();
			channel.send(fails ? new ErrorMessage(new IllegalStateException("late")) : new GenericMessage<>("late"));
			assertThat(client.request("quick")).isEqualTo("quick");
			channel.send(new GenericMessage<>("twice"));
			assertThat(client.request("later")).as("the second answer gives nothing back").isEqualTo(TIMEOUT);
			assertThat(client.request("quick")).isEqualTo(BUSY);
		}
	}

	@Test
	@Waiting
	void requestToWhichNoAnswerCanComeDoesNotKeepItsPlace() throws IOException {
		start(".limits.max-requests-in-flight=1");
		try (TestClient client = this.gateway.connect()) {
			assertThat(client.request("dropped")).isEqualTo(TIMEOUT);
			await().untilAsserted(() -> {
				// the message was dropped, and its reply channel with it
				System.gc();
				assertThat(client.request("quick")).isEqualTo("quick");
			});
			assertThat(outstanding()).isZero();
		}
	}

	@Test
	@WatchesLog
	void newRequestsAreBusyWhileAsManyAreOutstandingAsMayBe(CapturedOutput output) throws Exception {
		start(".limits.max-outstanding=2");
		try (TestClient client = this.gateway.connect()) {
			assertThat(client.request("later")).isEqualTo(TIMEOUT);
			assertThat(client.request("quick")).isEqualTo("quick");
			assertThat(client.request("later")).isEqualTo(TIMEOUT);
			assertThat(client.request("quick")).isEqualTo(BUSY);
			assertThat(client.request("quick")).isEqualTo(BUSY);
			assertThat(outstanding()).isEqualTo(2);
			assertThat(output).containsOnlyOnce("[test] new requests are answered BUSY: 2 requests have ended");
			MessageChannel channel = (MessageChannel) this.targets.take().getHeaders().getReplyChannel();
			channel.send(new GenericMessage<>("late"));
			assertThat(client.request("quick")).isEqualTo("quick");
		}
	}

	@Test
	@Waiting
	void handlerThatIsInterruptedInTimeIsNotOutstanding() throws IOException {
		start(".limits.max-outstanding=1");
		try (TestClient client = this.gateway.connect()) {
			for (int i = 0; i < 3; i++) {
				assertThat(client.request("hang")).isEqualTo(TIMEOUT);
				assertThat(client.request("quick")).isEqualTo("quick");
			}
			assertThat(this.targets.interrupted).hasValue(3);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "virtual", "pool" })
	@Waiting
	void abandonedHandlerIsNotInterruptedAndItsConnectionGoesOnBehindIt(String threads) throws IOException {
		// the connection is closed at twice this time, if the handler has not returned
		start(".request-timeout=5s", ".on-timeout=abandon", ".executor.type=" + threads);
		try (TestClient client = this.gateway.connect()) {
			client.send("hang\nquick\n");
			assertThat(client.readLine()).isEqualTo("ERR TIMEOUT no reply within 5s");
			assertThat(outstanding()).isOne();
			this.targets.release.countDown();
			assertThat(client.readLine()).isEqualTo("quick");
			assertThat(outstanding()).isZero();
		}
		assertThat(this.targets.interrupted).hasValue(0);
		assertThat(this.gateway.meter("sluice.replies.dropped")).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "virtual", "pool" })
	@Waiting
	void abandonedHandlerThatGoesOnCostsItsConnectionAndCountsUntilItReturns(String threads) throws IOException {
		start(".on-timeout=abandon", ".on-disconnect=interrupt", ".executor.type=" + threads);
		try (TestClient client = this.gateway.connect()) {
			client.send("hang\nquick\n");
			assertThat(client.readLine()).isEqualTo(TIMEOUT);
			assertThat(client.readToEnd()).isEmpty();
		}
		await().untilAsserted(() -> assertThat(this.gateway.closed("server_error")).isOne());
		assertThat(outstanding()).isOne();
		this.targets.release.countDown();
		await().untilAsserted(() -> assertThat(outstanding()).isZero());
		assertThat(this.targets.interrupted).hasValue(0);
	}

	static class TargetRegistry {

		final CountDownLatch release = new CountDownLatch(1);

		final AtomicInteger interrupted = new AtomicInteger();

		final AtomicBoolean held = new AtomicBoolean();

		private final BlockingQueue<Message<?>> requests = new LinkedBlockingQueue<>();

		Message<?> take() throws InterruptedException {
			return this.requests.poll(1, TimeUnit.MINUTES);
		}

		@TcpHandler("hang")
		String hang() throws InterruptedException {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				this.interrupted.incrementAndGet();
				throw ex;
			}
			return "hung";
		}

		@TcpHandler("hold")
		String hold() throws InterruptedException {
			this.release.await();
			return "held";
		}

		@TcpHandler("stage")
		CompletionStage<@Nullable String> stage() {
			return CompletableFuture.supplyAsync(() -> {
				awaitRelease();
				return null;
			}, Thread::startVirtualThread);
		}

		private void awaitRelease() {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Bean
		IntegrationFlow executor() {
			return (flow) -> flow.channel((channels) -> channels.executor(Thread::startVirtualThread))
				.<byte[], String>transform((bytes) -> {
					awaitRelease();
					return "late";
				});
		}

		@Bean
		IntegrationFlow later() {
			return (flow) -> flow.handle((message) -> this.requests.add(message));
		}

		@Bean
		IntegrationFlow dropped() {
			return (flow) -> flow.filter((payload) -> false);
		}

	}

}

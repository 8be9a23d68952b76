package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.sluice.TcpHandler;
import io.sluice.spi.TcpErrorReply;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.Waiting;
import io.sluice.support.WatchesLog;
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
 * Targets that answer late, twice, never, from elsewhere, or not before they are made to.
 */
class TimeoutTests {

	private static final String[] ROUTES = { ".request-timeout=1s", ".routes[0].when.equals=hang", ".routes[0].to=hang",
			".routes[1].when.equals=ignore", ".routes[1].to=ignore", ".routes[2].when.starts-with=async",
			".routes[2].to=async.input", ".routes[3].when.equals=direct", ".routes[3].to=direct",
			".routes[4].when.equals=threads", ".routes[4].to=threads", ".routes[5].when.equals=broken",
			".routes[5].to=broken", ".routes[6].when.equals=later", ".routes[6].to=later", ".routes[7].to=echo" };

	private static final String TIMEOUT = "ERR TIMEOUT no reply within 1s";

	private TestGateway gateway;

	private TargetRegistry targets;

	@AfterEach
	void stop() {
		this.targets.release.countDown();
		this.gateway.close();
	}

	private void start(String... more) {
		String[] all = Arrays.copyOf(ROUTES, ROUTES.length + more.length);
		System.arraycopy(more, 0, all, ROUTES.length, more.length);
		this.gateway = TestGateway.start(TargetRegistry.class, all);
		this.targets = this.gateway.context().getBean(TargetRegistry.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "virtual", "pool" })
	@Waiting
	void handlerThatHangsIsInterruptedAndAnsweredForTimeout(String threads) throws IOException {
		start(".executor.type=" + threads);
		try (TestClient client = this.gateway.connect()) {
			client.send("hang\nafter\n");
			assertThat(client.readLine()).isEqualTo(TIMEOUT);
			assertThat(client.readLine()).isEqualTo("after");
		}
		assertThat(this.targets.interrupted).isTrue();
		assertThat(this.gateway.requests("hang", "timeout")).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "virtual", "pool" })
	@Waiting
	void handlerThatIgnoresItsInterruptCostsItsConnectionOnly(String threads) throws IOException {
		start(".executor.type=" + threads);
		try (TestClient client = this.gateway.connect(); TestClient other = this.gateway.connect()) {
			client.send("ignore\nafter\n");
			assertThat(client.readLine()).as("answered while the handler still runs").isEqualTo(TIMEOUT);
			assertThat(client.readToEnd()).isEmpty();
			assertThat(other.request("still served")).isEqualTo("still served");
		}
		await().untilAsserted(() -> assertThat(this.gateway.closed("server_error")).isOne());
	}

	@Test
	@Waiting
	void lateReplyOfAHandlerIsDroppedAndCountedAndNotTakenForTheNext() throws IOException {
		start();
		try (TestClient client = this.gateway.connect()) {
			client.send("ignore\nnext\n");
			assertThat(client.readLine()).isEqualTo(TIMEOUT);
			this.targets.release.countDown();
			assertThat(client.readLine()).isEqualTo("next");
		}
		assertThat(this.gateway.meter("sluice.replies.dropped")).isOne();
	}

	@Test
	@Waiting
	void timeoutIsCountedThoughTheHandlerNeverReturns() throws IOException {
		start();
		try (TestClient client = this.gateway.connect()) {
			assertThat(client.request("ignore")).isEqualTo(TIMEOUT);
			assertThat(this.gateway.requests("ignore", "timeout")).isOne();
		}
	}

	@Test
	@Waiting
	void timeoutClosesWhereErrorsDo() throws IOException {
		start(".errors.mode=close");
		try (TestClient client = this.gateway.connect()) {
			assertThat(client.send("hang\nafter\n").readToEnd()).isEmpty();
		}
		await().untilAsserted(() -> assertThat(this.gateway.closed("error_answered")).isOne());
	}

	@Test
	@Waiting
	void timeoutClosesWhereErrorsDoThoughTheClientKeepsItsSideOpen() throws IOException {
		start(".errors.mode=close");
		try (TestClient client = this.gateway.connect()) {
			client.send("hang\n");
			await().untilAsserted(() -> assertThat(this.gateway.closed("error_answered")).isOne());
		}
	}

	@Test
	@Waiting
	void timeoutIsAnsweredByTheTemplateWhereTheApplicationsAnswerCannotBeMade() throws IOException {
		start();
		this.targets.answers = false;
		try (TestClient client = this.gateway.connect()) {
			client.send("hang\nafter\n");
			assertThat(client.readLine()).isEqualTo(TIMEOUT);
			assertThat(client.readLine()).isEqualTo("after");
		}
	}

	@Test
	@Waiting
	void resultOfAStageThatComesLateIsDroppedAndCounted() throws IOException {
		start();
		try (TestClient client = this.gateway.connect()) {
			assertThat(client.request("later")).isEqualTo(TIMEOUT);
			assertThat(client.request("next")).isEqualTo("next");
			this.targets.stage.complete("too late");
			assertThat(this.gateway.meter("sluice.replies.dropped")).isOne();
			assertThat(client.request("last")).isEqualTo("last");
		}
	}

	@Test
	@WatchesLog
	void failureThatNobodyWaitsForIsLogged(CapturedOutput output) throws Exception {
		start(".request-timeout=60s", ".routes[2].reply=none");
		try (TestClient client = this.gateway.connect()) {
			client.send("async\n");
			MessageChannel errors = (MessageChannel) this.targets.take().getHeaders().getErrorChannel();
			errors.send(new ErrorMessage(new IllegalStateException("nobody waited")));
			assertThat(client.request("next")).isEqualTo("next");
		}
		assertThat(output.getAll()).contains("[test] request failed", "nobody waited");
	}

	@ParameterizedTest
	@ValueSource(strings = { "virtual", "pool" })
	@Waiting
	void handlerIsInterruptedWhenItsConnectionIsClosed(String threads) throws Exception {
		start(".request-timeout=60s", ".executor.type=" + threads, ".executor.max-threads=1");
		try (TestClient client = this.gateway.connect()) {
			client.send("hang\n");
			this.targets.hanging.await();
			this.gateway.listener("test")
				.getOpenConnectionIds()
				.forEach(this.gateway.listener("test")::closeConnection);
			assertThat(client.readToEnd()).isEmpty();
		}
		await().untilTrue(this.targets.interrupted);
		try (TestClient other = this.gateway.connect()) {
			assertThat(other.request("a thread is free")).isEqualTo("a thread is free");
		}
		assertThat(this.gateway.closed("handler_requested")).isOne();
		assertThat(this.gateway.requests("hang", "handler_error")).isOne();
	}

	@Test
	@Waiting
	void clientWaitsInTheBacklogWhileAHandlerKeepsTheOnlyThread() throws IOException {
		start(".executor.type=pool", ".executor.max-threads=1");
		try (TestClient client = this.gateway.connect(); TestClient waiting = this.gateway.connect()) {
			waiting.send("waited\n");
			assertThat(client.request("ignore")).isEqualTo(TIMEOUT);
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(this.gateway.closed("server_error")).isOne());
			assertThat(this.gateway.meter("sluice.connections.active")).isZero();
			this.targets.release.countDown();
			assertThat(waiting.readLine()).isEqualTo("waited");
		}
	}

	@Test
	@Waiting
	void flowMayAnswerFromAnotherThread() throws Exception {
		start();
		try (TestClient client = this.gateway.connect()) {
			client.send("async 1\nasync 2\n");
			reply(this.targets.take(), "one");
			assertThat(client.readLine()).isEqualTo("one");
			reply(this.targets.take(), "two");
			assertThat(client.readLine()).isEqualTo("two");
		}
		assertThat(this.gateway.requests("async.input", "ok")).isEqualTo(2);
	}

	@Test
	@Waiting
	void flowThatNeverAnswersIsAnsweredForTimeout() throws Exception {
		start();
		try (TestClient client = this.gateway.connect()) {
			assertThat(client.request("async")).isEqualTo(TIMEOUT);
			assertThat(client.request("next")).isEqualTo("next");
		}
	}

	@Test
	@Waiting
	void lateReplyOfAFlowIsDroppedAndCountedAndNotTakenForTheNext() throws Exception {
		start();
		try (TestClient client = this.gateway.connect()) {
			assertThat(client.request("async late")).isEqualTo(TIMEOUT);
			client.send("async next\n");
			Message<?> late = this.targets.take();
			Message<?> next = this.targets.take();
			reply(late, "too late");
			reply(next, "in time");
			assertThat(client.readLine()).isEqualTo("in time");
		}
		assertThat(this.gateway.meter("sluice.replies.dropped")).isOne();
	}

	@Test
	@Waiting
	void secondReplyIsDroppedAndCounted() throws Exception {
		start(".request-timeout=60s");
		try (TestClient client = this.gateway.connect()) {
			client.send("async\n");
			Message<?> request = this.targets.take();
			reply(request, "first");
			reply(request, "second");
			assertThat(client.readLine()).isEqualTo("first");
			assertThat(client.request("next")).isEqualTo("next");
		}
		assertThat(this.gateway.meter("sluice.replies.dropped")).isOne();
	}

	@Test
	@Waiting
	void flowBeanIsATargetByItsName() throws IOException {
		start(".request-timeout=60s");
		try (TestClient client = this.gateway.connect()) {
			assertThat(client.request("direct")).isEqualTo("DIRECT");
			assertThat(client.request("threads")).isEqualTo("THREADS");
		}
	}

	@Test
	@Waiting
	void failureOnAnotherThreadOfAFlowIsAnswered() throws IOException {
		start(".request-timeout=60s");
		try (TestClient client = this.gateway.connect()) {
			assertThat(client.request("broken")).isEqualTo("ERR HANDLER_ERROR the request could not be handled");
			assertThat(client.request("next")).isEqualTo("next");
		}
	}

	@Test
	@Waiting
	void nothingIsAwaitedOfARouteWithoutReply() throws Exception {
		start(".request-timeout=60s", ".routes[2].reply=none");
		try (TestClient client = this.gateway.connect()) {
			client.send("async\nnext\n");
			assertThat(client.readLine()).isEqualTo("next");
			reply(this.targets.take(), "nobody asked");
			assertThat(client.request("last")).isEqualTo("last");
		}
	}

	@Test
	@Waiting
	void clientThatVanishesWhileItsRequestIsHandledHarmsNobody() throws Exception {
		start(".request-timeout=60s");
		TestClient vanishing = this.gateway.connect();
		vanishing.send("async\n");
		Message<?> request = this.targets.take();
		vanishing.reset();
		reply(request, "to nobody");
		await().untilAsserted(() -> assertThat(this.gateway.meter("sluice.connections.active")).isZero());
		assertThat(this.gateway.closed("client_reset")).isOne();
		try (TestClient client = this.gateway.connect()) {
			assertThat(client.request("next")).isEqualTo("next");
		}
	}

	@Test
	@Waiting
	void heldBackReplyDoesNotWaitForASlowRequestBehindIt() throws IOException {
		start(".request-timeout=60s");
		try (TestClient client = this.gateway.connect()) {
			client.send("quick\nignore\n");
			assertThat(client.readLine()).as("while the next request is held on a latch").isEqualTo("quick");
		}
	}

	@Test
	@Waiting
	void requestsOfAConnectionAreFinishedWhenTheListenerStops() throws Exception {
		start(".request-timeout=60s");
		try (TestClient busy = this.gateway.connect(); TestClient idle = this.gateway.connect()) {
			idle.request("hello");
			busy.send("async\n");
			Message<?> request = this.targets.take();
			Thread stopping = Thread.ofPlatform().start(this.gateway::close);
			assertThat(idle.readToEnd()).isEmpty();
			reply(request, "not lost");
			assertThat(busy.readToEnd()).isEqualTo("not lost\n");
			stopping.join();
		}
	}

	private static void reply(Message<?> request, String text) {
		MessageChannel channel = (MessageChannel) request.getHeaders().getReplyChannel();
		assertThat(channel).isNotNull();
		channel.send(new GenericMessage<>(text));
	}

	static class TargetRegistry {

		final CountDownLatch release = new CountDownLatch(1);

		final CountDownLatch hanging = new CountDownLatch(1);

		final CompletableFuture<String> stage = new CompletableFuture<>();

		volatile boolean answers = true;

		final AtomicBoolean interrupted = new AtomicBoolean();

		private final BlockingQueue<Message<?>> requests = new LinkedBlockingQueue<>();

		Message<?> take() throws InterruptedException {
			return this.requests.poll(1, TimeUnit.MINUTES);
		}

		@TcpHandler("hang")
		String hang() throws InterruptedException {
			this.hanging.countDown();
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				this.interrupted.set(true);
				throw ex;
			}
			return "hung";
		}

		@Bean
		TcpErrorReply errorReply() {
			return (error) -> {
				if (!this.answers) {
					throw new StackOverflowError("on purpose");
				}
				return null;
			};
		}

		@TcpHandler("later")
		CompletionStage<String> later() {
			return this.stage;
		}

		@TcpHandler("ignore")
		String ignore() {
			boolean released = false;
			while (!released) {
				try {
					this.release.await();
					released = true;
				}
				catch (InterruptedException ex) {
					// ignored, as said
				}
			}
			return "too late";
		}

		private static String upperCase(byte[] text) {
			return new String(text, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT);
		}

		@Bean
		IntegrationFlow async() {
			return (flow) -> flow.handle((message) -> this.requests.add(message));
		}

		@Bean
		IntegrationFlow direct() {
			return (flow) -> flow.<byte[], String>transform(TargetRegistry::upperCase);
		}

		@Bean
		IntegrationFlow threads() {
			return (flow) -> flow.channel((channels) -> channels.executor(Thread::startVirtualThread))
				.<byte[], String>transform(TargetRegistry::upperCase);
		}

		@Bean
		IntegrationFlow broken() {
			return (flow) -> flow.channel((channels) -> channels.executor(Thread::startVirtualThread))
				.<byte[], String>transform((bytes) -> {
					throw new IllegalStateException("on another thread");
				});
		}

	}

}

package io.sluice.autoconfigure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.support.Drains;
import io.sluice.support.LinePeer;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Several requests of one connection at their targets at once.
 */
class PipelineTests {

	private static final String[] ROUTES = { ".pipeline=4", ".routes[0].when.starts-with=held", ".routes[0].to=held",
			".routes[1].when.starts-with=close", ".routes[1].to=close", ".routes[2].when.starts-with=none",
			".routes[2].to=held", ".routes[2].name=silent", ".routes[2].reply=none",
			".routes[3].when.starts-with=login", ".routes[3].to=login", ".routes[3].alone=true",
			".routes[4].when.starts-with=fail", ".routes[4].to=fail", ".routes[5].when.starts-with=large",
			".routes[5].to=large", ".routes[6].when.starts-with=deaf", ".routes[6].to=deaf", ".routes[7].to=echo" };

	private TestGateway gateway;

	private Handlers handlers;

	private void start(String... more) {
		List<String> all = new ArrayList<>(List.of(ROUTES));
		all.addAll(List.of(more));
		this.gateway = TestGateway.start(Handlers.class, all.toArray(String[]::new));
		this.handlers = this.gateway.context().getBean(Handlers.class);
	}

	@AfterEach
	void stop() {
		if (this.gateway != null) {
			this.handlers.releaseAll();
			this.gateway.close();
		}
	}

	@Test
	@Waiting
	void requestsOfOneConnectionAreAtTheirTargetsAtOnceAndRepliesLeaveInTheirOrder() throws IOException {
		start();
		try (TestClient client = this.gateway.connect()) {
			client.send("held 1\nheld 2\nheld 3\necho\n");
			this.handlers.awaitStarted("held 1", "held 2", "held 3");
			this.handlers.release("held 3");
			this.handlers.release("held 2");
			await().until(() -> this.handlers.ended.containsAll(List.of("held 2", "held 3")));
			this.handlers.release("held 1");
			assertThat(client.readLine()).isEqualTo("held 1");
			assertThat(client.readLine()).isEqualTo("held 2");
			assertThat(client.readLine()).isEqualTo("held 3");
			assertThat(client.readLine()).isEqualTo("echo");
		}
	}

	@Test
	@Waiting
	void repliesLeaveAsTheyComeWhereTheListenerSaysSo() throws IOException {
		start(".reply-order=any");
		try (TestClient client = this.gateway.connect()) {
			client.send("held 1\nheld 2\nheld 3\necho\n");
			assertThat(client.readLine()).isEqualTo("echo");
			for (String request : List.of("held 3", "held 1", "held 2")) {
				this.handlers.release(request);
				assertThat(client.readLine()).isEqualTo(request);
			}
		}
	}

	@Test
	@Waiting
	void noMoreRequestsThanThePipelineTakesAreAtTheirTargets() throws IOException {
		start();
		try (TestClient client = this.gateway.connect()) {
			for (int i = 0; i < 40; i++) {
				client.send("held %d\n".formatted(i));
			}
			for (int i = 0; i < 40; i++) {
				this.handlers.awaitStarted("held " + i);
				this.handlers.release("held " + i);
				assertThat(client.readLine()).isEqualTo("held " + i);
			}
		}
		assertThat(this.handlers.most.get()).isEqualTo(4);
	}

	@Test
	@Waiting
	void pipelineThatFillsAndEmptiesAtOnceGoesOn() throws IOException {
		start(".routes[7].to=quick");
		try (TestClient client = this.gateway.connect()) {
			for (int i = 0; i < 5_000; i++) {
				client.send("1\n2\n3\n4\n");
				for (int reply = 1; reply <= 4; reply++) {
					assertThat(client.readLine()).isEqualTo(Integer.toString(reply));
				}
			}
		}
	}

	@Test
	@Waiting
	void timeoutTakesItsPlaceInTheOrderAndInterruptsOnlyItsOwnHandler() throws IOException {
		start(".request-timeout=1s");
		try (TestClient client = this.gateway.connect()) {
			client.send("held 1\necho 1\n");
			assertThat(client.readLine()).isEqualTo("ERR TIMEOUT no reply within 1s");
			assertThat(client.readLine()).isEqualTo("echo 1");
			assertThat(this.handlers.interrupted).containsExactly("held 1");
			assertThat(client.request("echo 2")).isEqualTo("echo 2");
		}
		assertThat(this.gateway.requests("held", "timeout")).isOne();
	}

	@Test
	@Waiting
	void handlerThatIgnoresItsInterruptCostsNeitherConnectionNorReply() throws IOException {
		start(".request-timeout=200ms");
		try (TestClient client = this.gateway.connect()) {
			for (int i = 0; i < 10; i++) {
				client.send("deaf %d\n".formatted(i));
				assertThat(client.readLine()).startsWith("ERR TIMEOUT");
			}
			assertThat(client.request("echo")).isEqualTo("echo");
			assertThat(this.gateway.meter("sluice.requests.outstanding")).isEqualTo(10);
			this.handlers.releaseAll();
			await().untilAsserted(() -> assertThat(this.gateway.meter("sluice.requests.outstanding")).isZero());
			assertThat(client.request("echo")).isEqualTo("echo");
		}
		assertThat(this.gateway.meter("sluice.replies.dropped")).isEqualTo(10);
	}

	@Test
	@Waiting
	void requestsBeforeTheEndOfTheStreamAreAnswered() throws IOException {
		start();
		try (TestClient client = this.gateway.connect()) {
			client.send("held 1\nheld 2\n").endOutput();
			this.handlers.awaitStarted("held 1", "held 2");
			this.handlers.release("held 2");
			this.handlers.release("held 1");
			assertThat(client.readToEnd()).isEqualTo("held 1\nheld 2\n");
		}
		await().untilAsserted(() -> assertThat(this.gateway.closed("client_closed")).isOne());
	}

	@Test
	@Waiting
	void requestsBeforeABadFrameAreAnsweredBeforeIt() throws IOException {
		start(".framing.max-size=100B");
		try (TestClient client = this.gateway.connect()) {
			client.send("held 1\nheld 2\n" + "x".repeat(200) + "\n");
			this.handlers.awaitStarted("held 1", "held 2");
			this.handlers.release("held 2");
			this.handlers.release("held 1");
			assertThat(client.readLine()).isEqualTo("held 1");
			assertThat(client.readLine()).isEqualTo("held 2");
			assertThat(client.readLine()).startsWith("ERR FRAME_TOO_LARGE");
			assertThat(client.readToEnd()).isEmpty();
		}
	}

	@Test
	@Waiting
	void requestsBeforeALateFrameAreAnsweredBeforeIt() throws IOException {
		start(".timeouts.frame=300ms", ".request-timeout=1s");
		try (TestClient client = this.gateway.connect()) {
			client.send("held 1\nhalf");
			assertThat(client.readLine()).isEqualTo("ERR TIMEOUT no reply within 1s");
			assertThat(client.readLine()).startsWith("ERR TIMEOUT").isNotEqualTo("ERR TIMEOUT no reply within 1s");
			assertThat(client.readToEnd()).isEmpty();
		}
	}

	@Test
	@Waiting
	void drainAnswersTheRequestsInProgressOfAConnectionThatWaitsForInput() throws Exception {
		start();
		try (TestClient client = this.gateway.connect()) {
			client.send("held 1\nheld 2\n");
			this.handlers.awaitStarted("held 1", "held 2");
			CompletableFuture<Void> stop = Drains.begin(this.gateway::close);
			this.handlers.release("held 2");
			this.handlers.release("held 1");
			assertThat(client.readToEnd()).isEqualTo("held 1\nheld 2\n");
			stop.get(1, TimeUnit.MINUTES);
		}
		assertThat(this.gateway.closed("draining")).isOne();
	}

	@Test
	@Waiting
	void requestsBehindAReplyThatClosesAreInterruptedAndDropped() throws IOException {
		start();
		try (TestClient client = this.gateway.connect()) {
			client.send("close\nheld 1\nheld 2\n");
			this.handlers.awaitStarted("held 1", "held 2");
			this.handlers.release("close");
			assertThat(client.readToEnd()).isEqualTo("close\n");
		}
		await().until(() -> this.handlers.interrupted.containsAll(List.of("held 1", "held 2")));
		await().untilAsserted(() -> {
			assertThat(this.gateway.requests("held", "dropped")).isEqualTo(2);
			assertThat(this.gateway.requests("close", "ok")).isOne();
			assertThat(this.gateway.closed("handler_requested")).isOne();
			assertThat(this.gateway.meter("sluice.requests.outstanding")).isZero();
		});
	}

	@Test
	@Waiting
	void requestWithoutReplyHoldsBackNoOther() throws IOException {
		start();
		try (TestClient client = this.gateway.connect()) {
			client.send("none 1\necho\n");
			assertThat(client.readLine()).isEqualTo("echo");
			this.handlers.release("none 1");
			await().untilAsserted(() -> assertThat(this.gateway.requests("silent", "ok")).isOne());
			assertThat(client.request("after")).isEqualTo("after");
		}
	}

	@Test
	@Waiting
	void requestThatIsAloneWaitsForThoseBeforeItAndHoldsBackThoseBehindIt() throws IOException {
		start();
		try (TestClient client = this.gateway.connect()) {
			client.send("held 1\nlogin\nheld 2\n");
			this.handlers.awaitStarted("held 1");
			this.handlers.release("held 1");
			this.handlers.awaitStarted("login");
			assertThat(this.handlers.started).containsExactly("held 1", "login");
			assertThat(this.handlers.ended).contains("held 1");
			this.handlers.release("login");
			this.handlers.awaitStarted("held 2");
			assertThat(this.handlers.ended).contains("login");
			this.handlers.release("held 2");
			assertThat(client.readLine()).isEqualTo("held 1");
			assertThat(client.readLine()).isEqualTo("login");
			assertThat(client.readLine()).isEqualTo("held 2");
		}
	}

	@Test
	@Waiting
	void requestThatIsAloneTimesOutWhileItWaits() throws IOException {
		start(".request-timeout=500ms");
		try (TestClient client = this.gateway.connect()) {
			client.send("deaf 1\nlogin\n");
			assertThat(client.readLine()).startsWith("ERR TIMEOUT");
			assertThat(client.readLine()).startsWith("ERR TIMEOUT");
			this.handlers.releaseAll();
			assertThat(client.request("echo")).isEqualTo("echo");
		}
		await().untilAsserted(() -> assertThat(this.gateway.meter("sluice.requests.outstanding")).isZero());
	}

	@Test
	@Waiting
	void failuresTakeTheirPlaceInTheOrder() throws IOException {
		start(".limits.max-requests-in-flight=2");
		try (TestClient client = this.gateway.connect()) {
			client.send("held 1\nfail\nheld 2\n");
			this.handlers.awaitStarted("held 1");
			await().untilAsserted(() -> assertThat(this.handlers.ended).contains("fail"));
			this.handlers.release("held 2");
			this.handlers.release("held 1");
			assertThat(client.readLine()).isEqualTo("held 1");
			assertThat(client.readLine()).startsWith("ERR HANDLER_ERROR");
			assertThat(client.readLine()).satisfiesAnyOf((line) -> assertThat(line).isEqualTo("held 2"),
					(line) -> assertThat(line).startsWith("ERR BUSY"));
			client.send("held 3\nheld 4\nheld 5\n");
			this.handlers.awaitStarted("held 3", "held 4");
			this.handlers.release("held 3");
			this.handlers.release("held 4");
			assertThat(client.readLine()).isEqualTo("held 3");
			assertThat(client.readLine()).isEqualTo("held 4");
			assertThat(client.readLine()).startsWith("ERR BUSY");
			assertThat(client.request("echo")).as("every place has been released").isEqualTo("echo");
		}
	}

	@Test
	@Waiting
	void resetIsFoundWhileThePipelineIsFull() throws IOException {
		start(".on-disconnect=interrupt");
		try (TestClient client = this.gateway.connect()) {
			client.send("held 1\nheld 2\nheld 3\nheld 4\n");
			this.handlers.awaitStarted("held 1", "held 2", "held 3", "held 4");
			client.reset();
		}
		await().untilAsserted(() -> {
			assertThat(this.gateway.closed("client_reset")).isOne();
			assertThat(this.gateway.requests("held", "client_reset")).isEqualTo(4);
			assertThat(this.handlers.interrupted).hasSize(4);
			assertThat(this.gateway.meter("sluice.requests.outstanding")).isZero();
		});
	}

	@Test
	@Waiting
	void readingStopsWhileFinishedRepliesWaitForAnEarlierOne() throws IOException {
		start(".pipeline=100", ".framing.max-size=200KB");
		try (TestClient client = this.gateway.connect()) {
			client.send("held 1\n");
			this.handlers.awaitStarted("held 1");
			for (int i = 1; i <= 3; i++) {
				client.send("large\n");
				int count = i;
				await().until(() -> this.handlers.large.get() == count);
			}
			await().until(() -> this.gateway.meter("sluice.requests.active") == 1);
			client.send("large\n".repeat(47));
			// one more if the thread was waiting for input when the third was finished
			assertThat(this.handlers.large).hasValueLessThanOrEqualTo(4);
			this.handlers.release("held 1");
			assertThat(client.readLine()).isEqualTo("held 1");
			for (int i = 0; i < 50; i++) {
				assertThat(client.readLine()).hasSize(100_000);
			}
		}
	}

	@Test
	@Waiting
	void tcpUpstreamReceivesTheRequestsOfOneConnectionAtOnce() throws Exception {
		try (LinePeer peer = LinePeer.start(LinePeer::echo)) {
			start("sluice.upstreams.core.to=127.0.0.1:" + peer.port(), ".pipeline=32", ".routes[7].to=core");
			try (TestClient client = this.gateway.connect()) {
				StringBuilder requests = new StringBuilder();
				for (int i = 0; i < 200; i++) {
					requests.append("request ").append(i).append('\n');
				}
				client.send(requests.toString());
				for (int i = 0; i < 200; i++) {
					assertThat(client.readLine()).contains("request " + i);
				}
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "request", "any" })
	@Waiting
	void repliesOfManyConnectionsReachTheirOwn(String order) throws Exception {
		start(".pipeline=8", ".reply-order=" + order, "logging.level.io.sluice.reply=off");
		List<CompletableFuture<Void>> clients = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			String name = "echo " + i;
			clients.add(CompletableFuture.runAsync(() -> exchange(name), Thread::startVirtualThread));
		}
		for (CompletableFuture<Void> client : clients) {
			client.get(1, TimeUnit.MINUTES);
		}
	}

	private void exchange(String name) {
		try (TestClient client = this.gateway.connect()) {
			for (int round = 0; round < 50; round++) {
				StringBuilder requests = new StringBuilder();
				List<String> expected = new ArrayList<>();
				for (int i = 0; i < 10; i++) {
					String request = "%s %d %d".formatted((i % 3 == 0) ? "fail" : name, round, i);
					requests.append(request).append('\n');
					expected.add((i % 3 == 0) ? "ERR HANDLER_ERROR" : request);
				}
				client.send(requests.toString());
				List<String> replies = new ArrayList<>();
				for (int i = 0; i < 10; i++) {
					String line = client.readLine();
					replies.add(line.startsWith("ERR HANDLER_ERROR") ? "ERR HANDLER_ERROR" : line);
				}
				assertThat(replies).containsExactlyInAnyOrderElementsOf(expected);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void poolOfThreadsFailsTheStart() {
		assertThatThrownBy(() -> start(".executor.type=pool")).hasStackTraceContaining("sluice.listeners.test.pipeline")
			.hasStackTraceContaining("it needs virtual threads");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "1025" })
	void depthOutOfRangeFailsTheStart(String depth) {
		assertThatThrownBy(() -> start(".pipeline=" + depth)).hasStackTraceContaining("sluice.listeners.test.pipeline")
			.hasStackTraceContaining("It must be from 1 to 1024 requests.");
	}

	static class Handlers {

		private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();

		private final Queue<String> started = new ConcurrentLinkedQueue<>();

		private final Queue<String> ended = new ConcurrentLinkedQueue<>();

		private final Queue<String> interrupted = new ConcurrentLinkedQueue<>();

		private final AtomicInteger running = new AtomicInteger();

		private final AtomicInteger most = new AtomicInteger();

		private final AtomicInteger large = new AtomicInteger();

		private final CountDownLatch ignored = new CountDownLatch(1);

		private volatile boolean all;

		void awaitStarted(String... requests) {
			await().until(() -> this.started.containsAll(List.of(requests)));
		}

		void release(String request) {
			latch(request).countDown();
		}

		void releaseAll() {
			this.all = true;
			this.held.values().forEach(CountDownLatch::countDown);
		}

		private CountDownLatch latch(String request) {
			return this.held.computeIfAbsent(request, (name) -> new CountDownLatch(1));
		}

		@TcpHandler("held")
		String hold(String request) throws InterruptedException {
			this.started.add(request);
			this.most.accumulateAndGet(this.running.incrementAndGet(), Math::max);
			try {
				CountDownLatch latch = latch(request);
				while (!this.all && !latch.await(100, TimeUnit.MILLISECONDS)) {
					// released by its name, or with all others
				}
			}
			catch (InterruptedException ex) {
				this.interrupted.add(request);
				throw ex;
			}
			finally {
				this.running.decrementAndGet();
				this.ended.add(request);
			}
			return request;
		}

		@TcpHandler("quick")
		String answer(String request) {
			return request;
		}

		@TcpHandler("login")
		String login(String request) throws InterruptedException {
			return hold(request);
		}

		@TcpHandler("close")
		Message<String> close(String request) throws InterruptedException {
			return MessageBuilder.withPayload(hold(request)).setHeader(SluiceHeaders.CLOSE, true).build();
		}

		@TcpHandler("fail")
		String fail(String request) {
			this.ended.add(request);
			throw new IllegalStateException("on purpose");
		}

		@TcpHandler("large")
		String large() {
			this.large.incrementAndGet();
			return "x".repeat(100_000);
		}

		@TcpHandler("deaf")
		String deaf(String request) {
			while (!this.all) {
				try {
					this.ignored.await(20, TimeUnit.MILLISECONDS);
				}
				catch (InterruptedException ex) {
					// on purpose
				}
			}
			return request;
		}

	}

}

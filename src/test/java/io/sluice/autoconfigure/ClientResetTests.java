package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.TcpHandler;
import io.sluice.spi.RequestObserver;
import io.sluice.support.Drains;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.TlsClients;
import io.sluice.support.Waiting;
import org.jspecify.annotations.Nullable;
import io.sluice.telemetry.Phase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.integration.dsl.IntegrationFlow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that are gone while their requests are handled.
 */
class ClientResetTests {

	private static final String BUSY = "ERR BUSY too many requests are in flight";

	private static final String[] ROUTES = { ".request-timeout=1h", ".routes[0].when.equals=hold", ".routes[0].to=hold",
			".routes[1].when.equals=silent", ".routes[1].to=silent", ".routes[2].to=echo" };

	@TempDir
	private Path directory;

	private TestGateway gateway;

	private Handlers handlers;

	@AfterEach
	void stop() {
		this.handlers.release.release(1000);
		this.gateway.close();
	}

	private void start(String... more) {
		String[] all = new String[ROUTES.length + more.length];
		System.arraycopy(ROUTES, 0, all, 0, ROUTES.length);
		System.arraycopy(more, 0, all, ROUTES.length, more.length);
		this.gateway = TestGateway.start(Handlers.class, all);
		this.handlers = this.gateway.context().getBean(Handlers.class);
	}

	private void awaitHeld(int count) {
		await().untilAsserted(() -> assertThat(this.handlers.held).hasValue(count));
	}

	private void awaitReset(long count) {
		await().untilAsserted(() -> assertThat(this.gateway.closed("client_reset")).isEqualTo(count));
	}

	private double outstanding() {
		return this.gateway.meter("sluice.requests.outstanding");
	}

	@ParameterizedTest
	@CsvSource({ "virtual, hold", "pool, hold", "virtual, silent", "pool, silent" })
	@Waiting
	void resetOfAClientWhoseRequestIsHandledFreesItsPlace(String threads, String target) throws IOException {
		start(".limits.max-connections-per-address=1", ".executor.type=" + threads);
		TestClient client = this.gateway.connect();
		client.send(target + "\n");
		awaitHeld(1);
		client.reset();
		awaitReset(1);
		try (TestClient again = this.gateway.connect()) {
			assertThat(again.request("served")).isEqualTo("served");
		}
		assertThat(outstanding()).isOne();
		// counted after the close: the place is free before
		await().untilAsserted(() -> assertThat(this.gateway.requests(target, "client_reset")).isOne());
		if (target.equals("hold")) {
			this.handlers.release.release();
			await().untilAsserted(() -> assertThat(outstanding()).isZero());
			assertThat(this.gateway.meter("sluice.replies.dropped")).isOne();
		}
		assertThat(this.handlers.interrupted).as("finishes by default").hasValue(0);
		assertThat(this.gateway.requests(target, "client_reset")).as("counted once").isOne();
	}

	@ParameterizedTest
	@CsvSource({ "virtual, TLSv1.3", "pool, TLSv1.3", "virtual, TLSv1.2" })
	@Waiting
	void resetIsNoticedBelowTls(String threads, String version) throws Exception {
		TlsClients tls = new TlsClients(this.directory);
		start(tls.properties(".limits.max-connections-per-address=1", ".executor.type=" + threads));
		Socket below = new Socket(InetAddress.getLoopbackAddress(), this.gateway.port());
		tls.connect(below, version).send("hold\n");
		awaitHeld(1);
		below.setSoLinger(true, 0);
		below.close();
		awaitReset(1);
		try (TestClient again = tls.connect(this.gateway.port())) {
			assertThat(again.request("served")).isEqualTo("served");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "virtual", "pool" })
	@Waiting
	void handlerIsInterruptedByAResetWhereTheListenerSaysSo(String threads) throws IOException {
		start(".on-disconnect=interrupt", ".executor.type=" + threads);
		TestClient client = this.gateway.connect();
		client.send("hold\n");
		awaitHeld(1);
		client.reset();
		await().untilAsserted(() -> assertThat(this.handlers.interrupted).hasValue(1));
		await().untilAsserted(() -> assertThat(outstanding()).isZero());
	}

	/**
	 * Else clients that ask and reset would hold the places, and the threads of a pool,
	 * for as long as a handler likes.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "virtual", "pool" })
	@Waiting
	void handlerThatMayFinishIsHeldToItsDeadlineAllTheSame(String threads) throws IOException {
		start(".request-timeout=3s", ".executor.type=" + threads);
		TestClient client = this.gateway.connect();
		client.send("hold\n");
		awaitHeld(1);
		client.reset();
		awaitReset(1);
		await().untilAsserted(() -> assertThat(this.handlers.interrupted).hasValue(1));
		await().untilAsserted(() -> assertThat(outstanding()).isZero());
		assertThat(this.gateway.requests("hold", "client_reset")).isOne();
		assertThat(this.gateway.requests("hold", "timeout")).isZero();
	}

	@Test
	@Waiting
	void handlerIsNotInterruptedAfterItsClientWhereItIsAbandoned() throws IOException {
		start(".request-timeout=500ms", ".on-timeout=abandon");
		TestClient client = this.gateway.connect();
		client.send("hold\n");
		awaitHeld(1);
		client.reset();
		await().until(() -> this.gateway.closed() == 1);
		try (TestClient other = this.gateway.connect()) {
			assertThat(other.request("hold")).as("a deadline later").startsWith("ERR TIMEOUT");
		}
		assertThat(this.handlers.interrupted).hasValue(0);
		assertThat(outstanding()).isPositive();
		this.handlers.release.release(2);
	}

	/**
	 * A drain has given the connection its close reason, and the client is gone all the
	 * same.
	 */
	@Test
	@Waiting
	void handlerWhoseClientIsGoneMayFinishInADrainToo() throws Exception {
		start();
		TestClient client = this.gateway.connect();
		client.send("hold\n");
		awaitHeld(1);
		CompletableFuture<Void> stopping = Drains.begin(this.gateway.listener("test")::stop);
		client.reset();
		await().untilAsserted(() -> assertThat(this.gateway.requests("hold", "client_reset")).isOne());
		assertThat(this.handlers.interrupted).hasValue(0);
		assertThat(outstanding()).isOne();
		this.handlers.release.release();
		stopping.get(1, TimeUnit.MINUTES);
	}

	@Test
	@Waiting
	void requestWhoseReplyIsCutOffByAResetHasThatOutcome() throws IOException {
		start(".send-buffer=4KB", ".framing.max-size=2MB");
		TestClient client = this.gateway.connect();
		client.send("x".repeat(1_500_000) + "\n");
		await().until(() -> this.gateway.listener("test")
			.openConnections()
			.infos()
			.anyMatch((connection) -> connection.phase() == Phase.REPLY));
		client.reset();
		awaitReset(1);
		await().untilAsserted(() -> assertThat(this.gateway.requests("echo", "client_reset")).isOne());
		assertThat(this.gateway.requests("echo", "handler_error")).isZero();
	}

	@Test
	@Waiting
	void addressThatResetsInALoopHasABoundedNumberOfHandlers() throws IOException {
		start(".limits.max-connections-per-address=1");
		for (int i = 1; i <= 2; i++) {
			TestClient client = this.gateway.connect();
			client.send("hold\n");
			awaitHeld(i);
			client.reset();
			awaitReset(i);
		}
		try (TestClient client = this.gateway.connect()) {
			for (int i = 0; i < 5; i++) {
				assertThat(client.request("hold")).isEqualTo(BUSY);
			}
			assertThat(this.handlers.held).as("twice as many as it may have connections").hasValue(2);
			this.handlers.release.release();
			await().untilAsserted(() -> assertThat(outstanding()).isOne());
			assertThat(client.request("served")).isEqualTo("served");
		}
	}

	@Test
	@Waiting
	void otherAddressesAreServedWhileOneHasTooManyHandlers() throws IOException {
		start(".limits.max-connections-per-address=1", ".proxy-protocol.mode=required",
				".proxy-protocol.trusted[0]=127.0.0.1");
		for (int i = 1; i <= 2; i++) {
			TestClient client = this.gateway.connect();
			client.send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 7070\r\nhold\n");
			awaitHeld(i);
			client.reset();
			awaitReset(i);
		}
		try (TestClient same = this.gateway.connect(); TestClient other = this.gateway.connect()) {
			same.send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 7070\r\n");
			other.send("PROXY TCP4 192.0.2.8 192.0.2.1 4711 7070\r\n");
			assertThat(same.request("served?")).isEqualTo(BUSY);
			assertThat(other.request("served")).isEqualTo("served");
		}
	}

	@Test
	@Waiting
	void clientsThatResetInALoopHaveABoundedNumberOfHandlers() throws IOException {
		start(".limits.max-outstanding=3");
		for (int i = 1; i <= 3; i++) {
			TestClient client = this.gateway.connect();
			client.send("hold\n");
			awaitHeld(i);
			client.reset();
			awaitReset(i);
		}
		try (TestClient client = this.gateway.connect()) {
			assertThat(client.request("hold")).isEqualTo(BUSY);
		}
		assertThat(this.handlers.held).hasValue(3);
	}

	@Test
	@Waiting
	void clientThatEndsItsOutputOnlyIsAnswered() throws IOException {
		start();
		try (TestClient client = this.gateway.connect(); TestClient other = this.gateway.connect()) {
			client.send("hold\n").endOutput();
			awaitHeld(1);
			// several sweeps later
			TestClient resets = this.gateway.connect();
			resets.send("hold\n");
			awaitHeld(2);
			resets.reset();
			awaitReset(1);
			this.handlers.release.release(2);
			assertThat(client.readToEnd()).isEqualTo("held\n");
			assertThat(other.request("served")).isEqualTo("served");
		}
	}

	@Test
	@Waiting
	void observerThatTakesItsTimeHoldsUpNobody() throws IOException {
		start();
		this.handlers.observerWaits = true;
		for (int i = 1; i <= 2; i++) {
			TestClient client = this.gateway.connect();
			client.send("hold\n");
			awaitHeld(i);
			client.reset();
			awaitReset(i);
		}
		this.handlers.observed.countDown();
	}

	@Test
	@Waiting
	void pipelinedRequestIsServedBehindASlowOne() throws IOException {
		start();
		try (TestClient client = this.gateway.connect()) {
			client.send("hold\n");
			awaitHeld(1);
			client.send("next\n");
			TestClient resets = this.gateway.connect();
			resets.send("hold\n");
			awaitHeld(2);
			resets.reset();
			awaitReset(1);
			this.handlers.release.release(2);
			assertThat(client.readLine()).isEqualTo("held");
			assertThat(client.readLine()).isEqualTo("next");
		}
	}

	static class Handlers {

		final Semaphore release = new Semaphore(0);

		final AtomicInteger held = new AtomicInteger();

		final AtomicInteger interrupted = new AtomicInteger();

		final CountDownLatch observed = new CountDownLatch(1);

		volatile boolean observerWaits;

		@TcpHandler("hold")
		String hold() throws InterruptedException {
			this.held.incrementAndGet();
			try {
				this.release.acquire();
			}
			catch (InterruptedException ex) {
				this.interrupted.incrementAndGet();
				throw ex;
			}
			return "held";
		}

		@Bean
		RequestObserver observer() {
			return (request) -> new RequestObserver.Observed() {

				@Override
				public void recordEnd(@Nullable String route, String outcome, @Nullable Throwable failure) {
					if (Handlers.this.observerWaits) {
						awaitObserved();
					}
				}

			};
		}

		private void awaitObserved() {
			try {
				assertThat(this.observed.await(1, TimeUnit.MINUTES)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Bean
		IntegrationFlow silent() {
			return (flow) -> flow.handle((message) -> this.held.incrementAndGet());
		}

	}

}

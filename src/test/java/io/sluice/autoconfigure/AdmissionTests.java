package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Who is let in: limits, rates, address rules and PROXY headers.
 */
class AdmissionTests {

	@Test
	void clientsOverTheLimitWaitUntilAnotherLeaves() throws IOException {
		try (TestGateway gateway = TestGateway.start(Handlers.class, ".limits.max-connections=2", ".routes[0].to=echo");
				TestClient first = gateway.connect();
				TestClient second = gateway.connect();
				TestClient third = gateway.connect()) {
			assertThat(first.request("one")).isEqualTo("one");
			assertThat(second.request("two")).isEqualTo("two");
			third.send("three\n");
			await().until(() -> gateway.meter("sluice.accept.paused", "reason", "limit") == 1);
			assertThat(gateway.meter("sluice.connections.active")).isEqualTo(2);
			first.reset();
			assertThat(third.readLine()).isEqualTo("three");
			assertThat(gateway.meter("sluice.connections.active")).isEqualTo(2);
		}
	}

	@Test
	void limitOfTheProcessHoldsForAllListeners() throws IOException {
		try (TestGateway gateway = TestGateway.start(Handlers.class, "sluice.limits.max-connections=1",
				".routes[0].to=echo", "sluice.listeners.other.port=0", "sluice.listeners.other.address=127.0.0.1",
				"sluice.listeners.other.routes[0].to=echo"); TestClient first = gateway.connect()) {
			assertThat(first.request("one")).isEqualTo("one");
			try (TestClient other = new TestClient(gateway.listener("other").getPort())) {
				other.send("two\n");
				await().until(() -> gateway.meter("sluice.accept.paused", "listener", "other", "reason", "limit") == 1);
				first.reset();
				assertThat(other.readLine()).isEqualTo("two");
			}
		}
	}

	@Test
	void addressThatHasEnoughConnectionsIsTurnedAway() throws IOException {
		try (TestGateway gateway = TestGateway.start(Handlers.class, ".limits.max-connections-per-address=1",
				".routes[0].to=echo"); TestClient first = gateway.connect()) {
			assertThat(first.request("one")).isEqualTo("one");
			assertRejected(gateway);
			assertThat(gateway.meter("sluice.connections.rejected", "reason", "address_limit")).isOne();
			first.reset();
			await().until(() -> gateway.meter("sluice.connections.active") == 0);
			try (TestClient again = gateway.connect()) {
				assertThat(again.request("again")).isEqualTo("again");
			}
		}
	}

	@Test
	void deniedAddressIsTurnedAwayWithAReset() throws IOException {
		try (TestGateway gateway = TestGateway.start(Handlers.class, ".access.deny[0]=127.0.0.0/8",
				".routes[0].to=echo")) {
			assertRejected(gateway);
			assertThat(gateway.meter("sluice.connections.rejected", "reason", "address_denied")).isOne();
			assertThat(gateway.meter("sluice.connections.active")).isZero();
		}
	}

	@Test
	void addressThatIsNotAllowedIsTurnedAway() throws IOException {
		try (TestGateway gateway = TestGateway.start(Handlers.class, ".access.allow[0]=10.0.0.0/8",
				".routes[0].to=echo")) {
			assertRejected(gateway);
		}
	}

	private static void assertRejected(TestGateway gateway) throws IOException {
		try (TestClient client = gateway.connect()) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> client.request("anyone there?"));
		}
	}

	@Test
	void acceptRateLetsABurstInAndTheRestLater() throws IOException {
		try (TestGateway gateway = TestGateway.start(Handlers.class, ".limits.connections-per-second=5",
				".routes[0].to=echo")) {
			List<TestClient> clients = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				clients.add(gateway.connect().send("hello\n"));
			}
			await().until(() -> gateway.meter("sluice.accept.paused", "reason", "rate") == 1);
			for (TestClient client : clients) {
				assertThat(client.readLine()).isEqualTo("hello");
				client.close();
			}
		}
	}

	@Test
	void requestOverTheRateIsAnswered() throws IOException {
		try (TestGateway gateway = TestGateway.start(Handlers.class, ".limits.requests-per-second=2",
				".routes[0].to=echo"); TestClient client = gateway.connect()) {
			client.send("a\nb\nc\n");
			assertThat(client.readLine()).isEqualTo("a");
			assertThat(client.readLine()).isEqualTo("b");
			assertThat(client.readLine()).isEqualTo("ERR RATE_LIMITED too many requests a second");
			assertThat(gateway.requests("none", "rate_limited")).isOne();
			await().untilAsserted(() -> assertThat(client.request("d")).isEqualTo("d"));
		}
	}

	@Test
	void requestOverTheRateWaitsWhereItIsToBeDelayed() throws IOException {
		try (TestGateway gateway = TestGateway.start(Handlers.class, ".limits.requests-per-second=10",
				".limits.over-rate=delay", ".routes[0].to=echo"); TestClient client = gateway.connect()) {
			client.send("x\n".repeat(20));
			for (int i = 0; i < 20; i++) {
				assertThat(client.readLine()).isEqualTo("x");
			}
			assertThat(gateway.requests("echo", "ok")).isEqualTo(20);
		}
	}

	@Test
	void requestIsAnsweredBusyWhileTooManyAreInFlight() throws IOException {
		try (TestGateway gateway = TestGateway.start(Handlers.class, ".limits.max-requests-in-flight=1",
				".routes[0].to=echo", ".routes[0].when.equals=quick", ".routes[1].to=held");
				TestClient holding = gateway.connect();
				TestClient other = gateway.connect()) {
			holding.send("hold\n");
			await().until(() -> gateway.meter("sluice.requests.active") == 1);
			assertThat(other.request("quick")).isEqualTo("ERR BUSY too many requests are in flight");
			gateway.context().getBean(CountDownLatch.class).countDown();
			assertThat(holding.readLine()).isEqualTo("released");
			await().untilAsserted(() -> assertThat(other.request("quick")).isEqualTo("quick"));
			assertThat(gateway.requests("none", "busy")).isPositive();
		}
	}

	@Test
	void addressOfAProxyHeaderIsTheClients() throws IOException {
		try (TestGateway gateway = TestGateway.start(Handlers.class, ".proxy-protocol.mode=required",
				".proxy-protocol.trusted[0]=127.0.0.1", ".routes[0].to=who"); TestClient client = gateway.connect()) {
			client.send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 7070\r\nwho\n");
			assertThat(client.readLine()).isEqualTo("192.0.2.7:4711 by 127.0.0.1:" + client.socket().getLocalPort());
		}
	}

	@Test
	void limitsHoldForTheAddressOfTheProxyHeader() throws IOException {
		try (TestGateway gateway = TestGateway.start(Handlers.class, ".proxy-protocol.mode=required",
				".access.deny[0]=192.0.2.0/24", ".limits.max-connections-per-address=1", ".routes[0].to=who")) {
			try (TestClient client = gateway.connect()) {
				client.send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 7070\r\n");
				assertThatExceptionOfType(IOException.class).isThrownBy(client::readLine);
			}
			await().until(() -> gateway.closed("address_denied") == 1);
			try (TestClient client = gateway.connect(); TestClient same = gateway.connect()) {
				client.send("PROXY TCP4 198.51.100.1 192.0.2.1 4711 7070\r\nwho\n");
				assertThat(client.readLine()).startsWith("198.51.100.1:4711");
				same.send("PROXY TCP4 198.51.100.1 192.0.2.1 4712 7070\r\nwho\n");
				assertThatExceptionOfType(IOException.class).isThrownBy(same::readLine);
			}
			await().until(() -> gateway.closed("address_limit") == 1);
			assertThat(gateway.meter("sluice.connections.rejected", "reason", "address_denied")).isOne();
			assertThat(gateway.meter("sluice.connections.rejected", "reason", "address_limit")).isOne();
		}
	}

	@Test
	void connectionWithoutAProxyHeaderIsClosed() throws IOException {
		try (TestGateway gateway = TestGateway.start(Handlers.class, ".proxy-protocol.mode=required",
				".routes[0].to=echo"); TestClient client = gateway.connect()) {
			client.send("hello\n");
			assertThatExceptionOfType(IOException.class).isThrownBy(client::readLine);
			await().until(() -> gateway.closed("bad_proxy_header") == 1);
			assertThat(gateway.meter("sluice.connections.rejected", "reason", "bad_proxy_header")).isOne();
		}
	}

	@Test
	void headerOfAnUntrustedProxyIsNotRead() throws IOException {
		try (TestGateway gateway = TestGateway.start(Handlers.class, ".proxy-protocol.mode=required",
				".proxy-protocol.trusted[0]=10.0.0.0/8", ".routes[0].to=echo"); TestClient client = gateway.connect()) {
			client.send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 7070\r\nhello\n");
			assertThatExceptionOfType(IOException.class).isThrownBy(client::readLine);
			await().until(() -> gateway.closed("bad_proxy_header") == 1);
		}
	}

	@Test
	void clientThatDoesNotBeginIsDisconnected() throws IOException {
		try (TestGateway gateway = TestGateway.start(Handlers.class, ".proxy-protocol.mode=required",
				".timeouts.handshake=300ms", ".routes[0].to=echo"); TestClient client = gateway.connect()) {
			client.send("PROXY TCP4 192.0.2.7".getBytes(StandardCharsets.US_ASCII));
			assertThat(client.readToEnd()).isEmpty();
			await().until(() -> gateway.closed("handshake_timeout") == 1);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		@Bean
		CountDownLatch latch() {
			return new CountDownLatch(1);
		}

		@Bean
		Held held(CountDownLatch latch) {
			return new Held(latch);
		}

		@TcpHandler("who")
		String who(Message<byte[]> message) {
			return "%s:%s by %s".formatted(message.getHeaders().get(IpHeaders.IP_ADDRESS),
					message.getHeaders().get(IpHeaders.REMOTE_PORT),
					String.valueOf(message.getHeaders().get(SluiceHeaders.PROXY)).replace("/", ""));
		}

	}

	static class Held {

		private final CountDownLatch latch;

		Held(CountDownLatch latch) {
			this.latch = latch;
		}

		@TcpHandler("held")
		String held() throws InterruptedException {
			assertThat(this.latch.await(Duration.ofMinutes(1).toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
				.isTrue();
			return "released";
		}

	}

}

package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.AccessLogLines;
import io.sluice.support.HeldSocket;
import io.sluice.support.OpensslClient;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.TlsClients;
import io.sluice.support.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A listener with TLS, as {@code openssl s_client} sees it.
 */
@NeedsPrograms("openssl")
class TlsListenerTests {

	@TempDir
	private Path directory;

	private TestCertificates certificates;

	private Pem server;

	@BeforeEach
	void issue() {
		this.certificates = new TestCertificates(this.directory, "authority");
		this.server = this.certificates.issue("gateway.example.com", "DNS:gateway.example.com");
	}

	@Test
	@Waiting
	void requestsAreAnsweredOverTls() throws Exception {
		try (TestGateway gateway = start(".routes[0].to=echo");
				OpensslClient client = new OpensslClient(gateway.port(), "-tls1_3")) {
			assertThat(client.request("hello", "hello")).isEmpty();
			assertThat(gateway.count("sluice.tls.handshake", "protocol", "TLSv1.3", "outcome", "ok")).isOne();
		}
	}

	@ParameterizedTest
	@CsvSource({ "TLSv1.3, -tls1_2, -tls1_3", "TLSv1.2, -tls1_3, -tls1_2" })
	@Waiting
	void versionsThatTheBundleAllowsAreTheOnlyOnesWhereTheListenerSetsNone(String version, String refused,
			String served) throws Exception {
		try (TestGateway gateway = start(".routes[0].to=echo",
				"spring.ssl.bundle.pem.gateway.options.enabled-protocols=" + version);
				OpensslClient client = new OpensslClient(gateway.port(), refused);
				OpensslClient other = new OpensslClient(gateway.port(), served)) {
			assertThat(client.awaitEnd()).contains("Cipher is (NONE)");
			assertThat(other.request("hello", "hello")).isEmpty();
		}
	}

	@Test
	@Waiting
	void versionOfTheListenerCountsBeforeTheBundles() throws Exception {
		try (TestGateway gateway = start(".routes[0].to=echo", ".ssl.enabled-protocols=TLSv1.2",
				"spring.ssl.bundle.pem.gateway.options.enabled-protocols=TLSv1.3");
				OpensslClient client = new OpensslClient(gateway.port(), "-tls1_2")) {
			assertThat(client.request("hello", "hello")).isEmpty();
		}
	}

	@Test
	@Waiting
	void pipelinedRequestsInRecordsOfTheirOwnAreAnsweredInOrder() throws Exception {
		TlsClients tls = new TlsClients(this.directory);
		try (TestGateway gateway = TestGateway.start(Handlers.class, tls.properties(".routes[0].to=echo"));
				TestClient client = tls.connect(gateway.port())) {
			List<String> requests = IntStream.range(0, 500).mapToObj((i) -> "request " + i).toList();
			for (String request : requests) {
				client.send(request + "\n");
			}
			for (String request : requests) {
				assertThat(client.readLine()).isEqualTo(request);
			}
		}
	}

	/**
	 * What TLS 1.2 does when it reads the client's end is to end its own output.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	@Waiting
	void requestsThatCameTogetherWithTheEndAreAnswered(String protocol) throws Exception {
		TlsClients tls = new TlsClients(this.directory);
		try (TestGateway gateway = TestGateway.start(Handlers.class, tls.properties(".routes[0].to=echo"));
				HeldSocket socket = new HeldSocket(gateway.port());
				TestClient client = tls.connect(socket, protocol)) {
			assertThat(client.request("hello")).isEqualTo("hello");
			socket.hold();
			client.send("one\n").send("two\n").endOutput();
			socket.sendNow(socket.held());
			assertThat(client.readLine()).isEqualTo("one");
			assertThat(client.readLine()).isEqualTo("two");
			assertThat(client.read(1)).as("the end, which TLS vouches for").isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	@Waiting
	void deadlineOfAFrameHoldsHoweverSlowlyARecordComes(String protocol) throws Exception {
		TlsClients tls = new TlsClients(this.directory);
		try (TestGateway gateway = TestGateway.start(Handlers.class,
				tls.properties(".routes[0].to=echo", ".timeouts.frame=500ms"));
				HeldSocket socket = new HeldSocket(gateway.port());
				TestClient client = tls.connect(socket, protocol)) {
			List<byte[]> records = recordsOfAFrame(socket, client);
			socket.sendNow(records.getFirst());
			AtomicInteger next = new AtomicInteger();
			await().until(() -> {
				if (gateway.closed("frame_timeout") == 0) {
					socket.sendNow(records.getLast()[next.getAndIncrement()]);
				}
				return gateway.closed("frame_timeout") == 1;
			});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	@Waiting
	void frameThatEndsInsideARecordIsLate(String protocol) throws Exception {
		TlsClients tls = new TlsClients(this.directory);
		try (TestGateway gateway = TestGateway.start(Handlers.class,
				tls.properties(".routes[0].to=echo", ".timeouts.frame=300ms"));
				HeldSocket socket = new HeldSocket(gateway.port());
				TestClient client = tls.connect(socket, protocol)) {
			List<byte[]> records = recordsOfAFrame(socket, client);
			socket.sendNow(records.getFirst());
			socket.sendNow(Arrays.copyOf(records.getLast(), 1000));
			await().untilAsserted(() -> assertThat(gateway.closed("frame_timeout")).isOne());
		}
	}

	/**
	 * The two that a client makes of a frame without an end. Neither is sent.
	 */
	private static List<byte[]> recordsOfAFrame(HeldSocket socket, TestClient client) throws IOException {
		socket.hold();
		client.send("half a frame");
		byte[] first = socket.held();
		client.send("x".repeat(2000));
		byte[] both = socket.held();
		return List.of(first, Arrays.copyOfRange(both, first.length, both.length));
	}

	@Test
	@Waiting
	void identityOfTheClientIsInTheHeaders() throws Exception {
		Pem device = this.certificates.issue("device-7", "DNS:device-7.example.com");
		try (TestGateway gateway = start(".ssl.client-auth=need", ".routes[0].to=who");
				OpensslClient client = new OpensslClient(gateway.port(), "-cert", device.certificate().toString(),
						"-key", device.key().toString())) {
			assertThat(client.request("who", "CN=")).isEqualTo("device-7,O=Sluice [DNS:device-7.example.com]");
		}
	}

	@Test
	@Waiting
	void sessionIsResumedUntilItsTimeIsOver() throws Exception {
		Path session = this.directory.resolve("session.pem");
		try (TestGateway gateway = start(".ssl.session-timeout=2s", ".routes[0].to=echo")) {
			try (OpensslClient client = new OpensslClient(gateway.port(), "-sess_out", session.toString())) {
				client.requestAmidTickets("hello", "hello");
				await().until(() -> Files.exists(session) && Files.size(session) > 0);
			}
			await().until(() -> {
				try (OpensslClient client = new OpensslClient(gateway.port(), "-sess_in", session.toString())) {
					client.requestAmidTickets("hello", "hello");
					return client.output().contains("New, TLSv1.3");
				}
			});
			assertThat(gateway.closed("handshake_failed")).isZero();
		}
	}

	@Test
	@ResourceLock(Waiting.LOG)
	void identityOfTheClientIsInTheAccessLog() throws Exception {
		Pem device = this.certificates.issue("device-7", "DNS:device-7.example.com");
		try (AccessLogLines lines = new AccessLogLines();
				TestGateway gateway = start(".ssl.client-auth=need", ".routes[0].to=echo",
						"sluice.access-log.enabled=true", "logging.level.sluice.access=info")) {
			lines.listen();
			try (OpensslClient client = new OpensslClient(gateway.port(), "-tls1_3", "-cert",
					device.certificate().toString(), "-key", device.key().toString())) {
				client.request("hello", "hello");
			}
			lines.awaitOne()
				.has("tls.version_protocol", "tls")
				.has("tls.version", "1.3")
				.has("tls.client.subject", "CN=device-7,O=Sluice")
				.has("tls.client.x509.alternative_names.0", "DNS:device-7.example.com")
				.has("client.bytes", 6);
		}
	}

	@Test
	@Waiting
	void clientThatDoesNotSpeakTlsIsClosed() throws IOException {
		try (TestGateway gateway = start(".routes[0].to=echo"); TestClient client = gateway.connect()) {
			client.send("hello, anyone?\n");
			client.readToEnd();
			await().untilAsserted(() -> assertThat(gateway.closed("handshake_failed")).isOne());
			assertThat(gateway.count("sluice.tls.handshake", "protocol", "none", "outcome", "handshake_failed"))
				.isOne();
		}
	}

	@Test
	@Waiting
	void halfAHandshakeIsBoundedAndOthersAreServed() throws Exception {
		try (TestGateway gateway = start(".timeouts.handshake=2s", ".routes[0].to=echo");
				TestClient silent = gateway.connect();
				OpensslClient client = new OpensslClient(gateway.port())) {
			assertThat(client.request("hello", "hello")).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("handshake_timeout")).isOne());
			assertThat(silent.readToEnd()).isEmpty();
		}
	}

	@Test
	@Waiting
	void proxyHeaderComesBeforeTls() throws IOException {
		try (TestGateway gateway = start(".proxy-protocol.mode=required", ".routes[0].to=echo");
				TestClient client = gateway.connect()) {
			client.send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 7070\r\nno TLS either\n");
			client.readToEnd();
			await().untilAsserted(() -> assertThat(gateway.closed("handshake_failed")).isOne());
		}
	}

	@Test
	@Waiting
	void drainEndsTheStreamOfTls() throws Exception {
		try (TestGateway gateway = start(".routes[0].to=echo");
				OpensslClient client = new OpensslClient(gateway.port())) {
			assertThat(client.request("hello", "hello")).isEmpty();
			gateway.listener("test").stop();
			assertThat(client.awaitEnd()).isNotNull();
			assertThat(gateway.closed("draining")).isOne();
		}
	}

	private TestGateway start(String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add(".ssl.bundle=gateway");
		all.addAll(this.server.bundle("gateway"));
		all.add("spring.ssl.bundle.pem.gateway.truststore.certificate=file:"
				+ this.certificates.authority().certificate());
		return TestGateway.start(Handlers.class, all.toArray(String[]::new));
	}

	static class Handlers {

		@TcpHandler("who")
		String who(Message<byte[]> message) {
			return message.getHeaders().get(SluiceHeaders.TLS_SUBJECT) + " "
					+ message.getHeaders().get(SluiceHeaders.TLS_NAMES);
		}

	}

}

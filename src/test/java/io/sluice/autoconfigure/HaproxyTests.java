package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.support.Haproxy;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.OpensslClient;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A listener behind HAProxy.
 */
@ExtendWith(OutputCaptureExtension.class)
@NeedsPrograms({ "haproxy", "openssl" })
class HaproxyTests {

	/** A check may take as long as lies between two; where it is late, that is no end. */
	private static final String CHECK = " check check-send-proxy inter 500ms fall 100";

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "send-proxy", "send-proxy-v2", "send-proxy-v2 proxy-v2-options crc32c" })
	void addressAndPortAreTheClients(String header) throws IOException {
		try (TestGateway gateway = start();
				Haproxy haproxy = new Haproxy(this.directory, gateway.port(), header);
				TestClient client = new TestClient(haproxy.port())) {
			assertThat(client.request("who"))
				.matches("127.0.0.1:%d by 127.0.0.2:[0-9]+ over no TLS".formatted(client.socket().getLocalPort()));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "send-proxy", "send-proxy-v2" })
	void tlsOfTheClientFollowsTheHeader(String header) throws IOException {
		try (TestGateway gateway = startWithTls();
				Haproxy haproxy = new Haproxy(this.directory, gateway.port(), header);
				OpensslClient client = new OpensslClient(haproxy.port(), "-tls1_3")) {
			assertThat(client.request("who", "127.0.0.1:")).matches("[0-9]+ by 127.0.0.2:[0-9]+ over TLSv1.3");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "send-proxy", "send-proxy-v2" })
	void healthCheckThatOnlyConnectsIsNoTrouble(String header, CapturedOutput output) throws IOException {
		try (TestGateway gateway = start();
				Haproxy haproxy = new Haproxy(this.directory, gateway.port(), header + CHECK);
				TestClient client = new TestClient(haproxy.port())) {
			awaitConnections(gateway, 4);
			assertThat(client.request("who")).startsWith("127.0.0.1:" + client.socket().getLocalPort());
			assertThat(haproxy.output()).contains("Layer4 check passed");
			assertQuiet(gateway, output);
		}
	}

	@Test
	void healthCheckThatOnlyConnectsIsNoTroubleToTlsEither(CapturedOutput output) throws IOException {
		try (TestGateway gateway = startWithTls();
				Haproxy haproxy = new Haproxy(this.directory, gateway.port(), "send-proxy-v2" + CHECK);
				OpensslClient client = new OpensslClient(haproxy.port())) {
			awaitConnections(gateway, 4);
			assertThat(client.request("who", "127.0.0.1:")).endsWith("over TLSv1.3");
			assertThat(haproxy.output()).contains("Layer4 check passed");
			assertQuiet(gateway, output);
		}
	}

	/**
	 * Its header is LOCAL, and carries no address.
	 */
	@Test
	void healthCheckThatAsksIsAnsweredAsTheProxyItself(CapturedOutput output) throws IOException {
		try (TestGateway gateway = start();
				Haproxy haproxy = new Haproxy(this.directory, gateway.port(), "send-proxy-v2" + CHECK,
						"option tcp-check", "tcp-check send who\\n",
						"tcp-check expect rstring \"^127.0.0.2:[0-9]+ by nobody over no TLS\"")) {
			await().atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(haproxy.output()).contains("Layer7 check passed"));
			assertQuiet(gateway, output);
		}
	}

	private static void awaitConnections(TestGateway gateway, int closed) {
		await().atMost(Duration.ofMinutes(1))
			.until(() -> gateway.closed("client_reset") + gateway.closed("client_closed") >= closed);
	}

	private static void assertQuiet(TestGateway gateway, CapturedOutput output) {
		assertThat(gateway.closed("bad_proxy_header") + gateway.closed("server_error")).isZero();
		assertThat(output).doesNotContain(" WARN ", " ERROR ", "Exception");
	}

	private TestGateway startWithTls() {
		TestCertificates authority = new TestCertificates(this.directory, "authority");
		List<String> settings = new ArrayList<>(List.of(".ssl.bundle=gateway"));
		settings.addAll(authority.issue("gateway.example.com").bundle("gateway"));
		return start(settings.toArray(String[]::new));
	}

	private static TestGateway start(String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add(".proxy-protocol.mode=required");
		all.add(".proxy-protocol.trusted[0]=" + Haproxy.ADDRESS);
		// a header that is not read to its end would stand before the request
		all.add(".routes[0].when.equals=who");
		all.add(".routes[0].to=who");
		return TestGateway.start(Handlers.class, all.toArray(String[]::new));
	}

	static class Handlers {

		@TcpHandler("who")
		String who(Message<byte[]> message) {
			return "%s by %s over %s".formatted(header(message, SluiceHeaders.PEER, "nobody"),
					header(message, SluiceHeaders.PROXY, "nobody"),
					header(message, SluiceHeaders.TLS_PROTOCOL, "no TLS"));
		}

		private static String header(Message<?> message, String name, String otherwise) {
			Object value = message.getHeaders().get(name);
			// an address without a name begins with a slash
			return (value != null) ? value.toString().replace("/", "") : otherwise;
		}

	}

}

package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.support.AccessLogLines;
import io.sluice.support.Haproxy;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.OpensslClient;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
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

	@Test
	void whatTheProxyKnowsOfTheClientIsInTheHeaders() throws IOException {
		TestCertificates authority = new TestCertificates(this.directory, "authority");
		Pem terminal = authority.issue("terminal-7");
		try (TestGateway gateway = start();
				Haproxy haproxy = startTerminating(gateway, authority);
				OpensslClient client = new OpensslClient(haproxy.port(), "-tls1_3", "-servername", "pos.example.com",
						"-alpn", "sluice", "-cert", terminal.certificate().toString(), "-key",
						terminal.key().toString())) {
			client.requestAmidTickets("said", "TLSv1.3 true terminal-7\n");
			assertThat(client.output()).containsPattern("pos.example.com sluice id:127.0.0.1:[0-9]+ TLSv1.3");
		}
	}

	@Test
	void whatTheProxyKnowsOfTheClientIsInTheAccessLog() throws IOException {
		TestCertificates authority = new TestCertificates(this.directory, "authority");
		Pem terminal = authority.issue("terminal-7");
		try (AccessLogLines lines = new AccessLogLines();
				TestGateway gateway = start("sluice.access-log.enabled=true", "sluice.access-log.skip=empty",
						"logging.level.sluice.access=info");
				Haproxy haproxy = startTerminating(gateway, authority)) {
			lines.listen();
			try (OpensslClient client = new OpensslClient(haproxy.port(), "-tls1_2", "-servername", "pos.example.com",
					"-cert", terminal.certificate().toString(), "-key", terminal.key().toString())) {
				client.request("said", "pos.example.com ");
			}
			lines.awaitOne()
				.has("sluice.proxy.ip", Haproxy.ADDRESS)
				.has("sluice.proxy.authority", "pos.example.com")
				.has("sluice.proxy.tls.version", "TLSv1.2")
				.has("sluice.proxy.tls.verified", true)
				.has("sluice.proxy.tls.cn", "terminal-7")
				.hasNo("sluice.proxy.alpn")
				.hasNo("tls");
		}
	}

	/** It speaks TLS with the client, and none with the gateway. */
	private Haproxy startTerminating(TestGateway gateway, TestCertificates authority) throws IOException {
		Pem own = authority.issue("proxy");
		Path both = Files.writeString(this.directory.resolve("both.pem"),
				Files.readString(own.certificate()) + Files.readString(own.key()));
		return new Haproxy(this.directory, (port) -> """
				defaults
					mode tcp
					timeout connect 1m
					timeout client 1m
					timeout server 1m
				listen sluice
					bind 127.0.0.1:%d ssl crt %s ca-file %s verify required alpn sluice
					unique-id-format id:%%ci:%%cp
					server gateway 127.0.0.1:%d source %s send-proxy-v2-ssl-cn %s
				""".formatted(port, both, authority.authority().certificate(), gateway.port(), Haproxy.ADDRESS,
				"proxy-v2-options crc32c,unique-id,authority"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "send-proxy", "send-proxy-v2" })
	void healthCheckThatOnlyConnectsIsNoTrouble(String header, CapturedOutput output) throws IOException {
		try (TestGateway gateway = start();
				Haproxy haproxy = new Haproxy(this.directory, gateway.port(), header + CHECK);
				TestClient client = new TestClient(haproxy.port())) {
			awaitConnections(gateway, 4);
			assertThat(client.request("who")).startsWith("127.0.0.1:" + client.socket().getLocalPort());
			await().untilAsserted(() -> assertThat(haproxy.output()).contains("Layer4 check passed"));
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
			await().untilAsserted(() -> assertThat(haproxy.output()).contains("Layer4 check passed"));
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
			await().untilAsserted(() -> assertThat(haproxy.output()).contains("Layer7 check passed"));
			assertQuiet(gateway, output);
		}
	}

	private static void awaitConnections(TestGateway gateway, int closed) {
		await().until(() -> gateway.closed("client_closed") >= closed);
		assertThat(gateway.closed("client_reset")).isZero();
	}

	private static void assertQuiet(TestGateway gateway, CapturedOutput output) {
		assertThat(gateway.closed("bad_proxy_header") + gateway.closed("server_error")).isZero();
		assertThat(gateway.closed("handshake_failed")).isZero();
		assertThat(gateway.count("sluice.tls.handshake", "protocol", "none")).isZero();
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
		all.add(".routes[1].when.equals=said");
		all.add(".routes[1].to=said");
		return TestGateway.start(Handlers.class, all.toArray(String[]::new));
	}

	static class Handlers {

		@TcpHandler("who")
		String who(Message<byte[]> message) {
			return "%s by %s over %s".formatted(header(message, SluiceHeaders.PEER, "nobody"),
					header(message, SluiceHeaders.PROXY, "nobody"),
					header(message, SluiceHeaders.TLS_PROTOCOL, "no TLS"));
		}

		@TcpHandler("said")
		String said(Message<byte[]> message) {
			return Stream
				.of(SluiceHeaders.PROXY_AUTHORITY, SluiceHeaders.PROXY_ALPN, SluiceHeaders.PROXY_UNIQUE_ID,
						SluiceHeaders.PROXY_TLS_PROTOCOL, SluiceHeaders.PROXY_TLS_VERIFIED, SluiceHeaders.PROXY_TLS_CN)
				.map((name) -> header(message, name, "-"))
				.collect(Collectors.joining(" "));
		}

		private static String header(Message<?> message, String name, String otherwise) {
			Object value = message.getHeaders().get(name);
			// an address without a name begins with a slash
			return (value != null) ? value.toString().replace("/", "") : otherwise;
		}

	}

}

package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.sluice.CloseReason;
import io.sluice.support.AccessLogLines;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.TlsClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that connect and close, as health checks do. They are no failures.
 */
class EmptyConnectionTests {

	private static final String PROXY = ".proxy-protocol.mode=required";

	private static final byte[] LOCAL = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a20000000");

	private static final byte[] LINE = "PROXY TCP4 192.0.2.7 192.0.2.1 4711 7070\r\n"
		.getBytes(StandardCharsets.US_ASCII);

	@TempDir
	private Path directory;

	private final AccessLogLines lines = new AccessLogLines();

	@AfterEach
	void close() {
		this.lines.close();
	}

	@ParameterizedTest
	@CsvSource({ "plain, close", "plain, reset", "tls, close", "tls, reset", "proxy, close", "proxy, reset",
			"untrusted, close", "untrusted, reset", "proxy local, close", "proxy local, reset", "proxy line, close",
			"proxy line, reset", "tls proxy, close", "tls proxy, reset", "tls proxy local, close",
			"tls proxy local, reset", "tls proxy line, close", "tls proxy line, reset" })
	void endsAsClosedByTheClientWithoutAFailure(String kind, String end) throws Exception {
		try (TestGateway gateway = start(kind)) {
			this.lines.listen();
			leave(gateway, kind, end);
			await().until(() -> gateway.closed() == 1);
			assertThat(gateway.closed("client_closed")).isOne();
			assertNothingFailed(gateway);
			this.lines.awaitOne()
				.has("sluice.close_reason", "client_closed")
				.has("event.outcome", "success")
				.has("client.bytes", 0);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "tls", "proxy", "proxy local", "tls proxy", "tls proxy local" })
	void isNotInTheAccessLogThatSkipsEmptyConnections(String kind) throws Exception {
		try (TestGateway gateway = start(kind, "sluice.access-log.skip=empty", ".timeouts.handshake=300ms",
				".timeouts.idle=300ms")) {
			this.lines.listen();
			leave(gateway, kind, "close");
			leave(gateway, kind, "reset");
			await().until(() -> gateway.closed("client_closed") == 2);
			// a connection that stays open is not skipped
			try (TestClient client = gateway.connect()) {
				client.awaitClosed();
			}
			this.lines.awaitOne().has("event.action", "connection");
			assertThat(this.lines.now()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "close", "reset" })
	void clientThatHasSentSomethingIsNotSkipped(String end) throws Exception {
		try (TestGateway gateway = start("plain", "sluice.access-log.skip=empty")) {
			this.lines.listen();
			TestClient client = gateway.connect();
			assertThat(client.request("hello")).isEqualTo("hello");
			end(client, end);
			this.lines.awaitOne().has("sluice.close_reason", end.equals("reset") ? "client_reset" : "client_closed");
		}
	}

	@Test
	void partOfAHeaderOrOfAHandshakeIsAFailure() throws Exception {
		try (TestGateway gateway = start("proxy"); TestClient client = gateway.connect()) {
			client.send("PROX").endOutput().awaitClosed();
			await().untilAsserted(() -> assertThat(gateway.closed("bad_proxy_header")).isOne());
		}
		try (TestGateway gateway = start("tls"); TestClient client = gateway.connect()) {
			client.send(new byte[] { 0x16, 3, 1 }).endOutput().awaitClosed();
			await().untilAsserted(() -> assertThat(gateway.closed("handshake_failed")).isOne());
		}
	}

	private static void assertNothingFailed(TestGateway gateway) {
		for (CloseReason reason : CloseReason.values()) {
			assertThat(gateway.rejected(reason.tag())).isZero();
			for (String protocol : List.of("none", "TLSv1.3")) {
				assertThat(gateway.count("sluice.tls.handshake", "protocol", protocol, "outcome", reason.tag()))
					.isZero();
			}
		}
	}

	private static void leave(TestGateway gateway, String kind, String end) throws IOException {
		TestClient client = gateway.connect();
		if (kind.endsWith("local")) {
			client.send(LOCAL);
		}
		if (kind.endsWith("line")) {
			client.send(LINE);
		}
		end(client, end);
	}

	private static void end(TestClient client, String end) throws IOException {
		if (end.equals("reset")) {
			client.reset();
		}
		else {
			client.close();
		}
	}

	private TestGateway start(String kind, String... properties) throws Exception {
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(List.of(".routes[0].to=echo", "sluice.access-log.enabled=true", "logging.level.sluice.access=info"));
		if (kind.contains("proxy") || kind.equals("untrusted")) {
			all.add(PROXY);
			all.add(".proxy-protocol.trusted[0]=" + (kind.equals("untrusted") ? "192.0.2.0/24" : "127.0.0.0/8"));
		}
		String[] plain = all.toArray(String[]::new);
		return TestGateway.start(EmptyConnectionTests.class,
				kind.contains("tls") ? new TlsClients(this.directory).properties(plain) : plain);
	}

}

package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import com.sun.net.httpserver.HttpExchange;
import io.sluice.support.Crowd;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.Nginx;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.TestHttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of requests that share a connection with HTTP/2, when one of their
 * responses is of no use.
 */
@NeedsPrograms({ "openssl", "nginx" })
class Http2UpstreamTests {

	@TempDir
	private Path directory;

	private final CountDownLatch end = new CountDownLatch(1);

	private TestHttpServer behind;

	private Nginx nginx;

	private TestGateway gateway;

	@BeforeEach
	void start() throws IOException {
		TestCertificates authority = new TestCertificates(this.directory, "authority");
		Pem server = authority.issue("server", "DNS:localhost");
		this.behind = new TestHttpServer(this::stall);
		this.nginx = new Nginx(this.directory, "ssl http2", """
				ssl_certificate %s;
				ssl_certificate_key %s;
				keepalive_requests 100000;
				location / { return 200 "$server_protocol $connection"; }
				location /large { return 200 "%s"; }
				location /stall { proxy_pass %s; proxy_buffering off; }
				""".formatted(server.certificate(), server.key(), "x".repeat(101), this.behind.url()));
		this.gateway = TestGateway.start(Http2UpstreamTests.class,
				"sluice.upstreams.secure.url=https://localhost:" + this.nginx.port(),
				"sluice.upstreams.secure.ssl.bundle=ours", "sluice.upstreams.secure.max-response-size=100B",
				"sluice.upstreams.secure.max-in-flight=16", ".routes[0].when.equals=stall",
				".routes[0].to=secure/stall", ".routes[0].timeout=300ms", ".routes[1].to=secure/{text:0..}",
				"spring.ssl.bundle.pem.ours.truststore.certificate=file:" + authority.authority().certificate());
	}

	@AfterEach
	void stop() {
		this.gateway.close();
		this.end.countDown();
		this.nginx.close();
		this.behind.close();
	}

	/** Answers with the beginning of a body. */
	private void stall(HttpExchange exchange) throws IOException {
		exchange.sendResponseHeaders(200, 0);
		exchange.getResponseBody().write("begun".getBytes(StandardCharsets.UTF_8));
		exchange.getResponseBody().flush();
		try {
			this.end.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void aResponseThatIsTooLargeIsCalledSo() throws Exception {
		String connection = requestConnection();
		Crowd.each(20, (number) -> {
			try (TestClient client = this.gateway.connect()) {
				for (int i = 0; i < 50; i++) {
					assertThat(client.request("large"))
						.isEqualTo("ERR UPSTREAM_UNAVAILABLE the response of the upstream is larger than 100 bytes");
				}
			}
		});
		assertThat(requestConnection()).isEqualTo(connection);
	}

	@Test
	void aResponseThatStallsEndsOnTime() throws Exception {
		String connection = requestConnection();
		// more than are allowed in flight: one that is given up gives its place back
		Crowd.each(20, (number) -> {
			try (TestClient client = this.gateway.connect()) {
				assertThat(client.request("stall")).isEqualTo("ERR UPSTREAM_UNAVAILABLE no reply within 300ms");
			}
		});
		assertThat(requestConnection()).isEqualTo(connection);
	}

	private String requestConnection() throws IOException {
		try (TestClient client = this.gateway.connect()) {
			String connection = client.request("any");
			assertThat(connection).startsWith("HTTP/2.0 ");
			return connection;
		}
	}

}

package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;

import io.sluice.support.Crowd;
import io.sluice.support.LinePeer;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.Nginx;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * TLS to upstreams, over TCP and over HTTP.
 */
@NeedsPrograms("openssl")
class TlsUpstreamTests {

	private static final String UNAVAILABLE = "ERR UPSTREAM_UNAVAILABLE the upstream is not available";

	@TempDir
	private Path directory;

	private TestCertificates authority;

	@BeforeEach
	void foundAuthority() {
		this.authority = new TestCertificates(this.directory, "authority");
	}

	private SSLServerSocketFactory sockets(Pem server) {
		return SslBundle
			.of(new PemSslStoreBundle(details(server),
					PemSslStoreDetails.forCertificate("file:" + this.authority.authority().certificate())))
			.createSslContext()
			.getServerSocketFactory();
	}

	private static PemSslStoreDetails details(Pem pem) {
		return PemSslStoreDetails.forCertificate("file:" + pem.certificate()).withPrivateKey("file:" + pem.key());
	}

	private TestGateway start(String host, int port, String... more) {
		List<String> properties = new ArrayList<>(List.of("sluice.upstreams.core.to[0]=%s:%d".formatted(host, port),
				"sluice.upstreams.core.ssl.bundle=ours", "sluice.upstreams.core.reconnect.backoff=10ms",
				"sluice.upstreams.core.reconnect.max-backoff=50ms", ".routes[0].to=core", trust()));
		properties.addAll(List.of(more));
		return TestGateway.start(TlsUpstreamTests.class, properties.toArray(String[]::new));
	}

	private String trust() {
		return "spring.ssl.bundle.pem.ours.truststore.certificate=file:" + this.authority.authority().certificate();
	}

	@Test
	void requestsAndRepliesAreEncrypted() throws Exception {
		Pem server = this.authority.issue("server", "DNS:localhost");
		try (LinePeer peer = LinePeer.start(sockets(server), LinePeer::echo);
				TestGateway gateway = start("localhost", peer.port(), "sluice.upstreams.core.connections=2")) {
			Crowd.each(20, (number) -> {
				try (TestClient client = gateway.connect()) {
					for (int i = 0; i < 50; i++) {
						String line = number + "/" + i;
						assertThat(client.request(line)).isEqualTo(line);
					}
				}
			});
			assertThat(peer.accepted()).isEqualTo(2);
		}
	}

	@Test
	void stickyClientsHaveConnectionsWithTls() throws Exception {
		Pem server = this.authority.issue("server", "DNS:localhost");
		try (LinePeer peer = LinePeer.start(sockets(server), (connection, in, out) -> {
			out.println("welcome " + connection);
			LinePeer.echo(connection, in, out);
		}); TestGateway gateway = start("localhost", peer.port(), "sluice.upstreams.core.sticky=true")) {
			try (TestClient client = gateway.connect()) {
				assertThat(client.readLine()).isEqualTo("welcome 0");
				assertThat(client.request("hello")).isEqualTo("hello");
			}
			await().until(() -> peer.ended() == 1);
		}
	}

	@Test
	void aCertificateForAnotherHostIsNotAccepted() throws Exception {
		Pem server = this.authority.issue("server", "DNS:another.example");
		try (LinePeer peer = LinePeer.start(sockets(server), LinePeer::echo);
				TestGateway gateway = start("localhost", peer.port());
				TestClient client = gateway.connect()) {
			await().until(() -> client.request("secret").equals(UNAVAILABLE));
		}
	}

	@Test
	void aCertificateOfAnotherAuthorityIsNotAccepted() throws Exception {
		TestCertificates other = new TestCertificates(this.directory, "other");
		try (LinePeer peer = LinePeer.start(sockets(other.issue("server", "DNS:localhost")), LinePeer::echo);
				TestGateway gateway = start("localhost", peer.port());
				TestClient client = gateway.connect()) {
			await().until(() -> client.request("secret").equals(UNAVAILABLE));
		}
	}

	@Test
	void theGatewayShowsItsCertificate() throws Exception {
		Pem server = this.authority.issue("server", "DNS:localhost");
		Pem gatewayPem = this.authority.issue("gateway");
		SSLServerSocketFactory sockets = new ClientAuthSockets(sockets(server));
		try (LinePeer peer = LinePeer.start(sockets, LinePeer::echo)) {
			try (TestGateway gateway = start("localhost", peer.port()); TestClient client = gateway.connect()) {
				await().until(() -> client.request("anonymous").startsWith("ERR UPSTREAM_UNAVAILABLE"));
			}
			String[] key = { "spring.ssl.bundle.pem.ours.keystore.certificate=file:" + gatewayPem.certificate(),
					"spring.ssl.bundle.pem.ours.keystore.private-key=file:" + gatewayPem.key() };
			try (TestGateway gateway = start("localhost", peer.port(), key); TestClient client = gateway.connect()) {
				assertThat(client.request("known")).isEqualTo("known");
			}
		}
	}

	@Test
	void newConnectionsTakeTheLatestStateOfTheBundle() throws Exception {
		TestCertificates next = new TestCertificates(this.directory, "next");
		try (LinePeer peer = LinePeer.start(sockets(next.issue("server", "DNS:localhost")), LinePeer::echo);
				TestGateway gateway = start("localhost", peer.port(),
						"spring.ssl.bundle.pem.ours.reload-on-update=true",
						"spring.ssl.bundle.watch.file.quiet-period=100ms");
				TestClient client = gateway.connect()) {
			await().until(() -> client.request("early").equals(UNAVAILABLE));
			Pem.replace(this.authority.authority().certificate(), next.authority().certificate());
			await().until(() -> client.request("late").equals("late"));
		}
	}

	@Test
	@NeedsPrograms({ "openssl", "nginx" })
	void requestsOverHttpsShareAConnectionWithHttp2() throws Exception {
		Pem server = this.authority.issue("server", "DNS:localhost");
		try (Nginx nginx = new Nginx(this.directory, "ssl http2", """
				ssl_certificate %s;
				ssl_certificate_key %s;
				keepalive_requests 100000;
				location / { return 200 "$server_protocol $connection"; }
				""".formatted(server.certificate(), server.key()));
				TestGateway gateway = TestGateway.start(TlsUpstreamTests.class,
						"sluice.upstreams.secure.url=https://localhost:" + nginx.port(),
						"sluice.upstreams.secure.ssl.bundle=ours", ".routes[0].to=secure", trust());
				TestClient first = gateway.connect()) {
			String connection = first.request("first");
			assertThat(connection).startsWith("HTTP/2.0 ");
			Crowd.each(20, (number) -> {
				try (TestClient client = gateway.connect()) {
					for (int i = 0; i < 20; i++) {
						assertThat(client.request("request")).isEqualTo(connection);
					}
				}
			});
		}
	}

	/** Require a certificate of each client. */
	private static final class ClientAuthSockets extends SSLServerSocketFactory {

		private final SSLServerSocketFactory delegate;

		ClientAuthSockets(SSLServerSocketFactory delegate) {
			this.delegate = delegate;
		}

		private static ServerSocket require(ServerSocket socket) {
			((SSLServerSocket) socket).setNeedClientAuth(true);
			return socket;
		}

		@Override
		public String[] getDefaultCipherSuites() {
			return this.delegate.getDefaultCipherSuites();
		}

		@Override
		public String[] getSupportedCipherSuites() {
			return this.delegate.getSupportedCipherSuites();
		}

		@Override
		public ServerSocket createServerSocket(int port) throws IOException {
			return require(this.delegate.createServerSocket(port));
		}

		@Override
		public ServerSocket createServerSocket(int port, int backlog) throws IOException {
			return require(this.delegate.createServerSocket(port, backlog));
		}

		@Override
		public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
			return require(this.delegate.createServerSocket(port, backlog, address));
		}

	}

}

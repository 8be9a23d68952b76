package io.sluice.admission.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import javax.net.ssl.SSLSocket;

import io.sluice.admission.tls.TlsSettings.ServerName;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.OpensslClient;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Protocols, ciphers, and bundles that do not do.
 */
@NeedsPrograms("openssl")
class TlsServerTests {

	@TempDir
	private static Path directory;

	private static TestCertificates authority;

	private static Pem gateway;

	@BeforeAll
	static void issue() {
		authority = new TestCertificates(directory, "authority");
		gateway = authority.issue("gateway", "DNS:gateway.example.com");
	}

	@Test
	void clientSpeaksTls13() throws Exception {
		try (TlsLineServer server = start(TestBundles.of(gateway)); OpensslClient client = connect(server, "-tls1_3")) {
			assertThat(client.request("hello", "answer to hello: ")).startsWith("TLSv1.3 ").endsWith(" null");
			assertThat(client.output()).contains("Verification: OK");
			assertThat(client.certificate()).isEqualTo(gateway.read());
		}
	}

	@Test
	void clientSpeaksTls12() throws Exception {
		try (TlsLineServer server = start(TestBundles.of(gateway)); OpensslClient client = connect(server, "-tls1_2")) {
			assertThat(client.request("hello", "answer to hello: ")).startsWith("TLSv1.2 ");
			assertThat(client.output()).contains("Verification: OK");
		}
	}

	/**
	 * By it a client could become another, and have the costly part of a handshake done
	 * again and again.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void secondHandshakeOnAConnectionIsRefused(boolean resuming) throws Exception {
		try (TlsLineServer server = start(TestBundles.of(gateway));
				SSLSocket socket = (SSLSocket) authority.trust()
					.getSocketFactory()
					.createSocket(InetAddress.getLoopbackAddress(), server.port())) {
			socket.setEnabledProtocols(new String[] { "TLSv1.2" });
			TestClient client = new TestClient(socket);
			assertThat(client.request("hello")).startsWith("answer to hello: TLSv1.2");
			if (!resuming) {
				socket.getSession().invalidate();
			}
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
				socket.startHandshake();
				client.request("hello again");
			});
			await().untilAsserted(() -> assertThat(server.failures()).singleElement().asString().contains("protocol"));
		}
	}

	@Test
	void clientOfTls11IsRefused() throws Exception {
		try (TlsLineServer server = start(TestBundles.of(gateway));
				OpensslClient client = connect(server, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0")) {
			assertThat(client.awaitEnd()).contains("Cipher is (NONE)");
			await().untilAsserted(() -> assertThat(server.failures()).singleElement().asString().contains("TLSv1.1"));
		}
	}

	@Test
	void clientOfTls12IsRefusedWhereOnlyTls13IsEnabled() throws Exception {
		TlsSettings settings = new TlsSettings("tls", "gateway", ClientPolicy.of(ClientAuth.NONE, null),
				List.of("TLSv1.3"), List.of());
		try (TlsLineServer server = new TlsLineServer(new TlsServer(settings, registry(TestBundles.of(gateway))));
				OpensslClient client = connect(server, "-tls1_2")) {
			assertThat(client.awaitEnd()).contains("Cipher is (NONE)");
			await().untilAsserted(() -> assertThat(server.failures()).singleElement().asString().contains("TLSv1.2"));
		}
	}

	@Test
	void ciphersAndProtocolsOfTheBundleAreHonoured() throws Exception {
		SslOptions options = SslOptions.of(Set.of("TLS_CHACHA20_POLY1305_SHA256"), Set.of("TLSv1.3"));
		try (TlsLineServer server = start(TestBundles.of(gateway, null, options));
				OpensslClient client = connect(server)) {
			assertThat(client.request("hello", "answer to hello: "))
				.startsWith("TLSv1.3 TLS_CHACHA20_POLY1305_SHA256 ");
		}
	}

	@Test
	void silentClientKeepsNobodyFromBeingAccepted() throws Exception {
		try (TlsLineServer server = start(TestBundles.of(gateway));
				Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port());
				OpensslClient client = connect(server)) {
			assertThat(client.request("hello", "answer to hello: ")).isNotEmpty();
			assertThat(silent.isConnected()).isTrue();
		}
	}

	@Test
	void unknownCipherOrOldProtocolOfTheBundleIsNamed() {
		SslOptions cipher = SslOptions.of(Set.of("TLS_ROT13"), null);
		assertThatIllegalStateException().isThrownBy(() -> start(TestBundles.of(gateway, null, cipher)))
			.withMessageContainingAll("SSL bundle 'gateway'", "TLS_ROT13");
		SslOptions protocol = SslOptions.of(null, Set.of("TLSv1"));
		assertThatIllegalStateException().isThrownBy(() -> start(TestBundles.of(gateway, null, protocol)))
			.withMessageContainingAll("SSL bundle 'gateway'", "'TLSv1'", "TLSv1.3 or TLSv1.2");
	}

	@Test
	void unknownBundleIsNamed() {
		assertThatExceptionOfType(NoSuchSslBundleException.class)
			.isThrownBy(() -> new TlsServer(named("a.example.com"), registry(TestBundles.of(gateway))))
			.withMessageContaining("'named'");
	}

	@Test
	void bundleWithoutPrivateKeyIsNamed() {
		assertThatIllegalStateException().isThrownBy(() -> start(TestBundles.withoutKey(gateway)))
			.withMessageContainingAll("SSL bundle 'gateway'", "no private key");
	}

	@Test
	void bundleWhoseKeyIsAnothersIsNamed() {
		Pem other = authority.issue("other");
		assertThatIllegalStateException()
			.isThrownBy(() -> start(TestBundles.of(new Pem(gateway.certificate(), other.key()))))
			.withMessageContainingAll("SSL bundle 'gateway'", "does not match");
	}

	@Test
	void bundleThatCannotBeReadIsNamed() throws IOException {
		Path garbage = Files.writeString(directory.resolve("garbage.pem"), "garbage");
		assertThatIllegalStateException().isThrownBy(() -> start(TestBundles.of(new Pem(garbage, gateway.key()))))
			.withMessageContaining("SSL bundle 'gateway'");
		Path missing = directory.resolve("missing.pem");
		assertThatIllegalStateException().isThrownBy(() -> start(TestBundles.of(new Pem(missing, gateway.key()))))
			.withMessageContainingAll("SSL bundle 'gateway'", "missing.pem");
	}

	private static TlsSettings named(String... hosts) {
		List<ServerName> names = Stream.of(hosts).map((host) -> new ServerName(host, "named")).toList();
		return new TlsSettings("tls", "gateway", ClientPolicy.of(ClientAuth.NONE, null), List.of(), names);
	}

	private static TlsLineServer start(SslBundle bundle) throws IOException {
		return new TlsLineServer(new TlsServer(named(), registry(bundle)));
	}

	private static DefaultSslBundleRegistry registry(SslBundle bundle) {
		return new DefaultSslBundleRegistry("gateway", bundle);
	}

	private static OpensslClient connect(TlsLineServer server, String... options) throws IOException {
		List<String> all = new ArrayList<>(List.of("-CAfile", authority.authority().certificate().toString()));
		all.addAll(List.of(options));
		return new OpensslClient(server.port(), all.toArray(String[]::new));
	}

}

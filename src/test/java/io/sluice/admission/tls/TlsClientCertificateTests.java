package io.sluice.admission.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.sluice.support.NeedsPrograms;
import io.sluice.support.OpensslClient;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Clients with certificates, good and bad, and without.
 */
@NeedsPrograms("openssl")
class TlsClientCertificateTests {

	@TempDir
	private static Path directory;

	private static TestCertificates authority;

	private static Pem gateway;

	private static Pem terminal;

	private static Pem expired;

	private static Pem stranger;

	@BeforeAll
	static void issue() {
		authority = new TestCertificates(directory, "authority");
		gateway = authority.issue("gateway");
		terminal = authority.issue("terminal-7", "DNS:terminal-7.example.com", "IP:10.0.0.7", "URI:urn:terminal:7",
				"email:ops@example.com", "RID:1.2.3.4");
		expired = authority.issueExpired("expired");
		stranger = new TestCertificates(directory, "stranger").issue("terminal-8");
	}

	@ParameterizedTest
	@EnumSource(names = { "WANT", "NEED" })
	void clientIsKnownByItsSubjectAndNames(ClientAuth auth) throws Exception {
		try (TlsLineServer server = start(auth)) {
			for (String protocol : List.of("-tls1_3", "-tls1_2")) {
				try (OpensslClient client = connect(server, protocol, terminal)) {
					assertThat(client.request("hello", "answer to hello: "))
						.endsWith("TlsIdentity[subject=CN=terminal-7,O=Sluice, sans=[DNS:terminal-7.example.com, "
								+ "IP:10.0.0.7, URI:urn:terminal:7, email:ops@example.com]]");
				}
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_3", "-tls1_2" })
	void clientWithoutNamesHasNone(String protocol) throws Exception {
		try (TlsLineServer server = start(ClientAuth.NEED); OpensslClient client = connect(server, protocol, gateway)) {
			assertThat(client.request("hello", "answer to hello: "))
				.endsWith("TlsIdentity[subject=CN=gateway,O=Sluice, sans=[]]");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_3", "-tls1_2" })
	void wantedCertificateMayBeMissing(String protocol) throws Exception {
		try (TlsLineServer server = start(ClientAuth.WANT); OpensslClient client = connect(server, protocol, null)) {
			assertThat(client.request("hello", "answer to hello: ")).endsWith(" null");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_3", "-tls1_2" })
	void neededCertificateMayNot(String protocol) throws Exception {
		try (TlsLineServer server = start(ClientAuth.NEED)) {
			assertRefused(server, protocol, null, "Empty client certificate chain");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_3", "-tls1_2" })
	void certificateIsNotAskedForUnlessWantedOrNeeded(String protocol) throws Exception {
		try (TlsLineServer server = start(ClientAuth.NONE);
				OpensslClient client = connect(server, protocol, terminal)) {
			assertThat(client.request("hello", "answer to hello: ")).endsWith(" null");
			assertThat(client.output()).contains("No client certificate CA names sent");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "WANT", "NEED" })
	void expiredCertificateIsRefused(ClientAuth auth) throws Exception {
		assertRefused(auth, expired, "validity check failed");
	}

	/**
	 * The JDK alone lets it in.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "-tls1_3", "-tls1_2" })
	void expiredCertificateIsRefusedThoughItStandsInTheTrustStore(String protocol) throws Exception {
		SslBundle bundle = TestBundles.of(gateway, expired);
		try (TlsLineServer server = start(ClientAuth.NEED, bundle)) {
			assertRefused(server, protocol, expired, "NotAfter");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "WANT", "NEED" })
	void certificateOfAnUnknownAuthorityIsRefused(ClientAuth auth) throws Exception {
		assertRefused(auth, stranger, "unable to find valid certification path");
	}

	/**
	 * The JDK would take its own, all public authorities, for it.
	 */
	@ParameterizedTest
	@EnumSource(names = { "WANT", "NEED" })
	void bundleWithoutTrustStoreCannotCheckClients(ClientAuth auth) {
		assertThatIllegalStateException().isThrownBy(() -> start(auth, TestBundles.of(gateway)))
			.withMessageContainingAll("SSL bundle 'gateway'", "no truststore");
	}

	private static void assertRefused(ClientAuth auth, Pem certificate, String reason) throws IOException {
		for (String protocol : List.of("-tls1_3", "-tls1_2")) {
			try (TlsLineServer server = start(auth)) {
				assertRefused(server, protocol, certificate, reason);
			}
		}
	}

	private static void assertRefused(TlsLineServer server, String protocol, @Nullable Pem certificate, String reason)
			throws IOException {
		try (OpensslClient client = connect(server, protocol, certificate)) {
			assertThat(client.awaitEnd()).doesNotContain("answer to");
			await().untilAsserted(() -> assertThat(server.failures()).singleElement()
				.asString()
				.contains("SSLHandshakeException", reason));
		}
	}

	private static TlsLineServer start(ClientAuth auth) throws IOException {
		return start(auth, TestBundles.of(gateway, authority.authority()));
	}

	private static TlsLineServer start(ClientAuth auth, SslBundle bundle) throws IOException {
		TlsSettings settings = new TlsSettings("tls", "gateway", ClientPolicy.of(auth, null), List.of(), List.of());
		return new TlsLineServer(new TlsServer(settings, new DefaultSslBundleRegistry("gateway", bundle)));
	}

	private static OpensslClient connect(TlsLineServer server, String protocol, @Nullable Pem certificate)
			throws IOException {
		List<String> options = new ArrayList<>(List.of(protocol));
		if (certificate != null) {
			options
				.addAll(List.of("-cert", certificate.certificate().toString(), "-key", certificate.key().toString()));
		}
		return new OpensslClient(server.port(), options.toArray(String[]::new));
	}

}

package io.sluice.admission.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.sluice.admission.tls.TlsSettings.ServerName;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.OpensslClient;
import io.sluice.support.TestCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The certificate that a client gets by the server name it asks for.
 */
@NeedsPrograms("openssl")
class TlsServerNameTests {

	@TempDir
	private static Path directory;

	private static TlsLineServer server;

	@BeforeAll
	static void start() throws IOException {
		TestCertificates authority = new TestCertificates(directory, "authority");
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
		for (String name : List.of("own", "exact", "wildcard", "umlaut")) {
			bundles.registerBundle(name, TestBundles.of(authority.issue(name)));
		}
		List<ServerName> names = List.of(new ServerName("*.example.com", "wildcard"),
				new ServerName("pay.Example.com", "exact"), new ServerName("m\u00fcnchen.example", "umlaut"));
		server = new TlsLineServer(new TlsServer(
				new TlsSettings("tls", "own", ClientPolicy.of(ClientAuth.NONE, null), List.of(), names), bundles));
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource({ "pay.example.com, exact", "PAY.EXAMPLE.COM, exact", "other.example.com, wildcard",
			"Other.Example.Com, wildcard", "a.b.example.com, own", "example.com, own", "unknown.org, own",
			"localhost, own", "xn--mnchen-3ya.example, umlaut" })
	void certificateGoesByTheName(String name, String bundle) throws Exception {
		for (String protocol : List.of("-tls1_3", "-tls1_2")) {
			assertThat(subject(protocol, "-servername", name)).isEqualTo("CN=" + bundle + ",O=Sluice");
		}
	}

	@Test
	void clientWithoutServerNameGetsTheListenersOwn() throws Exception {
		for (String protocol : List.of("-tls1_3", "-tls1_2")) {
			assertThat(subject(protocol, "-noservername")).isEqualTo("CN=own,O=Sluice");
		}
	}

	/**
	 * By the JDK, before Sluice sees it.
	 */
	@Test
	void nameThatIsNoHostNameIsRefused() throws Exception {
		try (OpensslClient client = new OpensslClient(server.port(), "-servername", "under_score.example.com")) {
			assertThat(client.awaitEnd()).contains("illegal parameter");
		}
		assertThat(server.failures()).anyMatch((failure) -> failure.contains("under_score.example.com"));
	}

	private static String subject(String... options) throws Exception {
		try (OpensslClient client = new OpensslClient(server.port(), options)) {
			assertThat(client.request("hello", "answer to hello: ")).isNotEmpty();
			return client.certificate().getSubjectX500Principal().getName();
		}
	}

}

package io.sluice.admission.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import io.sluice.support.NeedsPrograms;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Which versions of TLS are in force: the more specific setting counts, and no default
 * hides one.
 */
@NeedsPrograms("openssl")
class TlsProtocolsTests {

	private static final Set<String> CIPHER = Set.of("TLS_CHACHA20_POLY1305_SHA256");

	@TempDir
	private static Path directory;

	private static Pem pem;

	@BeforeAll
	static void issue() {
		pem = new TestCertificates(directory, "authority").issue("gateway.example.com");
	}

	@Test
	void thoseOfTheJdkAreInForceWhereNothingSaysMore() {
		assertThat(TlsProtocols.inForce(List.of(), bundle("TLS", SslOptions.NONE))).containsExactlyInAnyOrder("TLSv1.3",
				"TLSv1.2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.3", "TLSv1.2" })
	void versionThatTheProtocolOfABundleNamesIsTheOnlyOne(String version) {
		assertThat(TlsProtocols.inForce(List.of(), bundle(version, SslOptions.NONE))).containsExactly(version);
	}

	@Test
	void optionsOfABundleCountBeforeItsProtocol() {
		SslBundle bundle = bundle("TLSv1.2", SslOptions.of(null, Set.of("TLSv1.3")));
		assertThat(TlsProtocols.inForce(List.of(), bundle)).containsExactly("TLSv1.3");
	}

	@Test
	void thoseOfTheListenerCountBeforeAnyOfTheBundle() {
		SslBundle bundle = bundle("TLSv1.3", SslOptions.of(null, Set.of("TLSv1.3")));
		assertThat(TlsProtocols.inForce(List.of("TLSv1.2"), bundle)).containsExactly("TLSv1.2");
	}

	@Test
	void protocolOfABundleThatNamesAnOldVersionIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TlsProtocols.inForce(List.of(), bundle("TLSv1.1", SslOptions.NONE)))
			.withMessage("protocol: 'TLSv1.1' cannot be enabled. It must be TLSv1.3 or TLSv1.2.");
	}

	@Test
	void oldVersionsAmongTheOptionsOfABundleAreLeftOut() {
		SslOptions shared = SslOptions.of(null, Set.of("TLSv1.3", "TLSv1.2", "TLSv1.1"));
		assertThat(TlsProtocols.inForce(List.of(), bundle("TLS", shared))).containsExactlyInAnyOrder("TLSv1.3",
				"TLSv1.2");
		SslBundle old = bundle("TLS", SslOptions.of(null, Set.of("TLSv1.1")));
		assertThatIllegalArgumentException().isThrownBy(() -> TlsProtocols.inForce(List.of(), old))
			.withMessage("options.enabled-protocols: 'TLSv1.1' cannot be enabled. It must be TLSv1.3 or TLSv1.2.");
	}

	@Test
	void bundleOfAServerNameMayNotAllowLessThanTheListeners() {
		SslBundle own = bundle("TLS", SslOptions.NONE);
		assertThatIllegalStateException()
			.isThrownBy(() -> server(List.of(), own, bundle("TLS", SslOptions.of(null, Set.of("TLSv1.3")))))
			.withMessageContainingAll("'gateway'", "a.example.com", "protocols", "'named' allows TLSv1.3 only");
		assertThatIllegalStateException()
			.isThrownBy(() -> server(List.of(), own, bundle("TLS", SslOptions.of(CIPHER, null))))
			.withMessageContainingAll("'gateway'", "a.example.com", "ciphers", "'named' allows TLS_CHACHA20");
	}

	@Test
	void bundleOfAServerNameMayAllowTheSame() {
		SslOptions strict = SslOptions.of(CIPHER, Set.of("TLSv1.3"));
		assertThatNoException().isThrownBy(() -> server(List.of(), bundle("TLS", strict), bundle("TLS", strict)));
		assertThatNoException().isThrownBy(() -> server(List.of("TLSv1.3", "TLSv1.2"), bundle("TLS", SslOptions.NONE),
				bundle("TLSv1.3", SslOptions.NONE)));
	}

	private static void server(List<String> protocols, SslBundle own, SslBundle named) {
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("gateway", own);
		bundles.registerBundle("named", named);
		TlsSettings settings = new TlsSettings("tls", "gateway", ClientPolicy.of(ClientAuth.NONE, null), protocols,
				List.of(new TlsSettings.ServerName("a.example.com", "named")));
		assertThat(new TlsServer(settings, bundles)).isNotNull();
	}

	private static SslBundle bundle(String protocol, SslOptions options) {
		return SslBundle.of(TestBundles.of(pem).getStores(), SslBundleKey.NONE, options, protocol);
	}

}

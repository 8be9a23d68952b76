package io.sluice.actuate.endpoint;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.sluice.support.NeedsPrograms;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * When the certificates of SSL bundles expire.
 */
@NeedsPrograms("openssl")
class CertificateTermsTests {

	private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();

	private void register(String name, Path certificate, Path key) {
		this.bundles.registerBundle(name,
				SslBundle.of(new PemSslStoreBundle(PemSslStoreDetails.forCertificate(certificate.toUri().toString())
					.withPrivateKey(key.toUri().toString()), null)));
	}

	@Test
	void soonestExpiryIsFirst(@TempDir Path directory) {
		TestCertificates certificates = new TestCertificates(directory, "authority");
		Pem late = certificates.issue("late.example.com");
		Instant end = Instant.now().plus(Duration.ofDays(3));
		Pem soon = certificates.issueUntil(end, "soon.example.com");
		register("late", late.certificate(), late.key());
		register("soon", soon.certificate(), soon.key());
		List<Map<String, Object>> shown = new CertificateTerms(this.bundles).show();
		assertThat(shown).extracting((each) -> each.get("bundle")).containsExactly("soon", "late");
		assertThat(shown.getFirst().get("subject")).asString().contains("CN=soon.example.com");
		assertThat(Instant.parse((String) shown.getFirst().get("expiresAt"))).isCloseTo(end,
				within(Duration.ofSeconds(1)));
	}

	@Test
	void bundleThatCannotBeReadDoesNotHideTheOthers(@TempDir Path directory) {
		Pem good = new TestCertificates(directory, "authority").issue("good.example.com");
		register("good", good.certificate(), good.key());
		register("broken", directory.resolve("missing.pem"), good.key());
		assertThat(new CertificateTerms(this.bundles).show()).extracting((each) -> each.get("bundle"))
			.containsExactly("good");
	}

	@Test
	void thereAreNoneWithoutBundles() {
		assertThat(new CertificateTerms(null).show()).isEmpty();
	}

}

package io.sluice.admission.tls;

import io.sluice.support.TestCertificates.Pem;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * SSL bundles of PEM files.
 */
final class TestBundles {

	private TestBundles() {
	}

	static SslBundle of(Pem pem) {
		return of(pem, null);
	}

	static SslBundle of(Pem pem, @Nullable Pem trusted) {
		return of(pem, trusted, SslOptions.NONE);
	}

	static SslBundle of(Pem pem, @Nullable Pem trusted, SslOptions options) {
		PemSslStoreDetails keys = PemSslStoreDetails.forCertificate("file:" + pem.certificate())
			.withPrivateKey("file:" + pem.key());
		return SslBundle.of(new PemSslStoreBundle(keys, trust(trusted)), SslBundleKey.NONE, options);
	}

	static SslBundle withoutKey(Pem pem) {
		return SslBundle.of(new PemSslStoreBundle(trust(pem), trust(pem)));
	}

	private static @Nullable PemSslStoreDetails trust(@Nullable Pem trusted) {
		return (trusted != null) ? PemSslStoreDetails.forCertificate("file:" + trusted.certificate()) : null;
	}

}

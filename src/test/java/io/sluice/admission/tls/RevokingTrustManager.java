package io.sluice.admission.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

import io.sluice.support.TestCertificates.Pem;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;

/**
 * Trusts the clients that a bundle trusts until they are revoked, and counts how often it
 * is asked.
 */
final class RevokingTrustManager extends X509ExtendedTrustManager {

	private final AtomicInteger asked = new AtomicInteger();

	private volatile boolean revoked;

	/** A bundle that has it. */
	SslBundle of(Pem pem, Pem trusted) {
		SslBundle bundle = TestBundles.of(pem, trusted);
		SslManagerBundle managers = new SslManagerBundle() {

			@Override
			public KeyManagerFactory getKeyManagerFactory() {
				return bundle.getManagers().getKeyManagerFactory();
			}

			@Override
			public TrustManagerFactory getTrustManagerFactory() {
				return bundle.getManagers().getTrustManagerFactory();
			}

			@Override
			public TrustManager[] getTrustManagers() {
				return new TrustManager[] { RevokingTrustManager.this };
			}

		};
		return SslBundle.of(bundle.getStores(), SslBundleKey.NONE, SslOptions.NONE, SslBundle.DEFAULT_PROTOCOL,
				managers);
	}

	void revoke() {
		this.revoked = true;
	}

	int asked() {
		return this.asked.get();
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		this.asked.incrementAndGet();
		if (this.revoked) {
			throw new CertificateException("revoked");
		}
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
			throws CertificateException {
		checkClientTrusted(chain, authType);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		checkClientTrusted(chain, authType);
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
		throw new UnsupportedOperationException();
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return new X509Certificate[0];
	}

}

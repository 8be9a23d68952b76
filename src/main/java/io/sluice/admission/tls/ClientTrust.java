package io.sluice.admission.tls;

import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * Decides which client certificates are trusted, by the authorities of one bundle. JSSE
 * asks it in a full handshake. For a resumed session JSSE does not ask, so Sluice asks it
 * after the handshake.
 */
final class ClientTrust {

	private static final Set<String> KNOWN_KEYS = Set.of("RSA", "DSA", "EC", "RSASSA-PSS");

	private final ClientAuth clientAuth;

	private final TrustManager[] managers;

	/** The trust manager that JSSE asks. */
	private final @Nullable X509TrustManager first;

	/** The sockets whose current handshake is full, and whose client is trusted. */
	private final Set<Socket> trusted = ConcurrentHashMap.newKeySet();

	private ClientTrust(ClientAuth clientAuth, TrustManager... managers) {
		this.clientAuth = clientAuth;
		this.managers = Arrays.stream(managers).map(this::recordTrusted).toArray(TrustManager[]::new);
		this.first = Stream.of(this.managers)
			.filter(X509TrustManager.class::isInstance)
			.map(X509TrustManager.class::cast)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Create the trust in the clients of a bundle.
	 * @throws IllegalStateException if client certificates are requested and the bundle
	 * has no trust store
	 */
	static ClientTrust of(ClientAuth clientAuth, SslBundle bundle) {
		if (clientAuth == ClientAuth.NONE) {
			return new ClientTrust(clientAuth);
		}
		// without a trust store, the JDK trusts every public authority, and so
		// nearly every client
		if (bundle.getStores().getTrustStore() == null && bundle.getStores().getKeyStore() != null) {
			throw new IllegalStateException(
					"it has no truststore: add one with the authorities that issue the clients' certificates");
		}
		return new ClientTrust(clientAuth, bundle.getManagers().getTrustManagers());
	}

	/**
	 * Wrap an extended trust manager to record its trusted clients. JSSE puts checks of
	 * its own around any other kind, which therefore stays as it is.
	 */
	private TrustManager recordTrusted(TrustManager manager) {
		return (manager instanceof X509ExtendedTrustManager delegate) ? new ClientTrustManager(delegate, this.trusted)
				: manager;
	}

	/**
	 * The trust managers that JSSE asks in a full handshake.
	 */
	TrustManager[] managers() {
		return this.managers.clone();
	}

	/**
	 * Whether the handshake was full and its client is trusted; clears the record. Must
	 * be called after every handshake, successful or not.
	 * @return {@code false} after a resumption, and for a client without a certificate
	 */
	boolean takeTrusted(SSLSocket socket) {
		return this.trusted.remove(socket);
	}

	/**
	 * Check the client of a session as a full handshake would.
	 * @throws SSLHandshakeException if its certificates are not, or no longer, trusted
	 */
	void check(SSLSession session) throws SSLHandshakeException {
		if (this.clientAuth == ClientAuth.NONE) {
			return;
		}
		X509Certificate[] chain = chain(session);
		if (chain.length == 0 && this.clientAuth == ClientAuth.WANT) {
			return;
		}
		try {
			check(chain);
		}
		catch (CertificateException ex) {
			session.invalidate();
			throw (SSLHandshakeException) new SSLHandshakeException(
					"the session's certificate is not trusted: " + ex.getMessage())
				.initCause(ex);
		}
	}

	private void check(X509Certificate[] chain) throws CertificateException {
		if (chain.length == 0) {
			throw new CertificateException("the client presented none");
		}
		if (this.first == null) {
			throw new CertificateException("the SSL bundle has no trust manager for it");
		}
		String algorithm = chain[0].getPublicKey().getAlgorithm();
		// the overloads with a socket apply only during a handshake
		this.first.checkClientTrusted(chain, KNOWN_KEYS.contains(algorithm) ? algorithm : "UNKNOWN");
		chain[0].checkValidity();
	}

	private static X509Certificate[] chain(SSLSession session) {
		try {
			Certificate[] chain = session.getPeerCertificates();
			return Arrays.copyOf(chain, chain.length, X509Certificate[].class);
		}
		catch (SSLPeerUnverifiedException ex) {
			return new X509Certificate[0];
		}
	}

}

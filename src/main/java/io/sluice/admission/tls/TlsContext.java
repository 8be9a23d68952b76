package io.sluice.admission.tls;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import org.springframework.boot.ssl.SslBundle;

/**
 * The basis of all handshakes until a bundle is reloaded. Immutable.
 *
 * @param settings the TLS settings
 * @param keys the keys of all bundles, by bundle name
 * @param own the key manager for JSSE
 * @param trust decides which client certificates are trusted
 * @param parameters set on each socket, and never changed
 */
record TlsContext(TlsSettings settings, Map<String, BundleKeys> keys, KeyManager own, ClientTrust trust,
		SSLParameters parameters) {

	/**
	 * Create a context.
	 * @param keys the keys of all bundles of the settings
	 * @throws IllegalStateException with the name of the listener's own bundle, if that
	 * bundle cannot be used
	 */
	static TlsContext of(TlsSettings settings, Map<String, BundleKeys> keys) {
		SslBundle bundle = BundleKeys.require(keys, settings.bundle()).bundle();
		try {
			TlsContext context = new TlsContext(settings, Map.copyOf(keys), new ServerNameKeyManager(settings, keys),
					ClientTrust.of(settings.clients().auth(), bundle), parameters(settings, bundle));
			// a cipher unknown to JSSE fails the start, instead of the first handshake
			context.newContext().createSSLEngine().setSSLParameters(context.parameters());
			ServerNameOptions.check(settings, keys);
			return context;
		}
		catch (GeneralSecurityException | RuntimeException ex) {
			throw new UnusableBundleException(settings.bundle(), ex);
		}
	}

	private static SSLParameters parameters(TlsSettings settings, SslBundle bundle) {
		List<String> protocols = TlsProtocols.inForce(settings.enabledProtocols(), bundle);
		SSLParameters parameters = new SSLParameters(bundle.getOptions().getCiphers(),
				protocols.toArray(String[]::new));
		// without a matcher, JSSE resumes a session under another server name
		parameters.setSNIMatchers(List.of(SNIHostName.createSNIMatcher(".*")));
		ClientAuth clientAuth = settings.clients().auth();
		parameters.setWantClientAuth(clientAuth == ClientAuth.WANT);
		if (clientAuth == ClientAuth.NEED) {
			parameters.setNeedClientAuth(true);
		}
		return parameters;
	}

	/**
	 * Create a JSSE context without sessions.
	 */
	SSLContext newContext() throws GeneralSecurityException {
		SSLContext context = SSLContext.getInstance(BundleKeys.require(this.keys, bundle()).bundle().getProtocol());
		context.init(new KeyManager[] { this.own }, this.trust.managers(), null);
		return context;
	}

	/** The name of the listener's own bundle. */
	String bundle() {
		return this.settings.bundle();
	}

	Duration sessionTimeout() {
		return this.settings.clients().sessionTimeout();
	}

}

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
 * What handshakes are made with until a bundle is reloaded. It never changes.
 *
 * @param settings how to speak TLS
 * @param keys the keys of all bundles, by the bundle's name
 * @param own the keys as JSSE asks for them
 * @param trust which clients' certificates are trusted
 * @param parameters what is set on each socket, and only read
 */
record TlsContext(TlsSettings settings, Map<String, BundleKeys> keys, KeyManager own, ClientTrust trust,
		SSLParameters parameters) {

	/**
	 * Create a context.
	 * @param keys the keys of all bundles that the settings name
	 * @throws IllegalStateException naming the listener's own bundle, if that does not do
	 */
	static TlsContext of(TlsSettings settings, Map<String, BundleKeys> keys) {
		SslBundle bundle = BundleKeys.require(keys, settings.bundle()).bundle();
		try {
			TlsContext context = new TlsContext(settings, Map.copyOf(keys), new ServerNameKeyManager(settings, keys),
					ClientTrust.of(settings.clients().auth(), bundle), parameters(settings, bundle));
			// a cipher that JSSE does not know is found now, not by the first client
			context.newContext().createSSLEngine().setSSLParameters(context.parameters());
			ServerNameOptions.check(settings, keys);
			return context;
		}
		catch (GeneralSecurityException | RuntimeException ex) {
			throw BundleKeys.unusable(settings.bundle(), ex);
		}
	}

	private static SSLParameters parameters(TlsSettings settings, SslBundle bundle) {
		List<String> protocols = TlsProtocols.inForce(settings.enabledProtocols(), bundle);
		SSLParameters parameters = new SSLParameters(bundle.getOptions().getCiphers(),
				protocols.toArray(String[]::new));
		// JSSE resumes a session under another server name unless it looks at names
		parameters.setSNIMatchers(List.of(SNIHostName.createSNIMatcher(".*")));
		ClientAuth clientAuth = settings.clients().auth();
		parameters.setWantClientAuth(clientAuth == ClientAuth.WANT);
		if (clientAuth == ClientAuth.NEED) {
			parameters.setNeedClientAuth(true);
		}
		return parameters;
	}

	/**
	 * A context of JSSE's that knows no session yet.
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

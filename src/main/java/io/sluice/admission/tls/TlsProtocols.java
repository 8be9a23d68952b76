package io.sluice.admission.tls;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;

import org.springframework.boot.ssl.SslBundle;

/**
 * The TLS versions of a listener: its own setting, otherwise those of its bundle,
 * otherwise those of the JDK. Never older than TLS 1.2.
 */
public final class TlsProtocols {

	/** Names of JDK contexts that do not name a version. */
	private static final List<String> ANY_VERSION = List.of("TLS", "SSL", "Default");

	private static final List<String> MODERN = List.of("TLSv1.3", "TLSv1.2");

	private TlsProtocols() {
	}

	/**
	 * The versions in force.
	 * @param configured the versions that the listener sets; may be empty
	 * @param bundle the listener's own bundle
	 * @return at least one of TLSv1.3 and TLSv1.2
	 * @throws IllegalArgumentException with the bundle's key, if the bundle allows older
	 * versions only
	 */
	public static List<String> inForce(List<String> configured, SslBundle bundle) {
		List<String> protocols = configured.isEmpty() ? ofBundle(bundle) : configured;
		return protocols.isEmpty() ? ofJdk() : protocols;
	}

	/**
	 * The versions of a bundle.
	 * @return the versions that can be enabled, because a bundle may also serve older
	 * clients elsewhere; empty if the bundle names none
	 * @throws IllegalArgumentException if it allows older versions only
	 */
	static List<String> ofBundle(SslBundle bundle) {
		String[] enabled = bundle.getOptions().getEnabledProtocols();
		if (enabled != null) {
			List<String> protocols = Stream.of(enabled).filter(MODERN::contains).toList();
			if (protocols.isEmpty() && enabled.length > 0) {
				requireModern("options.enabled-protocols", enabled[0]);
			}
			return protocols;
		}
		if (ANY_VERSION.stream().anyMatch(bundle.getProtocol()::equalsIgnoreCase)) {
			return List.of();
		}
		requireModern("protocol", bundle.getProtocol());
		return List.of(bundle.getProtocol());
	}

	/** The versions of {@code jdk.tls.server.protocols}, which the JDK reads once. */
	private static List<String> ofJdk() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(new KeyManager[0], new TrustManager[0], null);
			SSLEngine engine = context.createSSLEngine();
			engine.setUseClientMode(false);
			List<String> protocols = Stream.of(engine.getEnabledProtocols()).filter(MODERN::contains).toList();
			if (protocols.isEmpty()) {
				throw new IllegalArgumentException(
						"the JDK's 'jdk.tls.server.protocols' enables neither TLSv1.3 nor TLSv1.2");
			}
			return protocols;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The JDK has no TLS", ex);
		}
	}

	static void requireModern(String key, String protocol) {
		if (!MODERN.contains(protocol)) {
			throw new IllegalArgumentException(
					"%s: '%s' cannot be enabled. It must be TLSv1.3 or TLSv1.2.".formatted(key, protocol));
		}
	}

}

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
 * The versions of TLS that a listener speaks: its own setting, else what its bundle says,
 * else what the JDK does. Nothing older than TLS 1.2.
 */
public final class TlsProtocols {

	/** Names of the JDK's contexts that name no version. */
	private static final List<String> ANY_VERSION = List.of("TLS", "SSL", "Default");

	private static final List<String> MODERN = List.of("TLSv1.3", "TLSv1.2");

	private TlsProtocols() {
	}

	/**
	 * The versions in force.
	 * @param configured those that the listener sets; may be empty
	 * @param bundle the listener's own bundle
	 * @return at least one of TLSv1.3 and TLSv1.2
	 * @throws IllegalArgumentException naming the bundle's key, if the bundle asks for
	 * older versions only
	 */
	public static List<String> inForce(List<String> configured, SslBundle bundle) {
		List<String> protocols = configured.isEmpty() ? ofBundle(bundle) : configured;
		return protocols.isEmpty() ? ofJdk() : protocols;
	}

	/**
	 * The versions that a bundle asks for.
	 * @return those that can be enabled, as a bundle may serve older clients elsewhere;
	 * empty where it leaves them to others
	 * @throws IllegalArgumentException if it asks for older ones only
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

	/** Those of {@code jdk.tls.server.protocols}, which the JDK reads once. */
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

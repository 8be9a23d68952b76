package io.sluice.admission.tls;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import javax.net.ssl.SNIHostName;

/**
 * How a listener speaks TLS.
 *
 * @param listener the listener's name
 * @param bundle the SSL bundle with the listener's own certificate, and with the
 * authorities that clients' certificates come from
 * @param clients what is asked of a client
 * @param enabledProtocols {@code TLSv1.3}, {@code TLSv1.2} or both; if empty, those of
 * {@link TlsProtocols}
 * @param sni the certificates for clients that ask for a server by its name; others get
 * the listener's own
 */
public record TlsSettings(String listener, String bundle, ClientPolicy clients, List<String> enabledProtocols,
		List<ServerName> sni) {

	/**
	 * Check the settings.
	 * @throws IllegalArgumentException if a protocol is neither TLS 1.3 nor TLS 1.2, or a
	 * server name cannot match or is there twice
	 */
	public TlsSettings {
		enabledProtocols = List.copyOf(enabledProtocols);
		sni = List.copyOf(sni);
		String key = "sluice.listeners." + listener + ".ssl";
		enabledProtocols.forEach((protocol) -> TlsProtocols.requireModern(key + ".enabled-protocols", protocol));
		Set<String> hosts = new HashSet<>();
		for (int i = 0; i < sni.size(); i++) {
			requireHost("%s.sni[%d].host".formatted(key, i), sni.get(i), hosts);
		}
	}

	private static void requireHost(String key, ServerName name, Set<String> earlier) {
		try {
			if (earlier.add(name.key())) {
				return;
			}
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("%s: '%s' matches no server name. ".formatted(key, name.host())
					+ "It must be a name such as 'gateway.example.com', or '*.example.com' for all with one label more.",
					ex);
		}
		throw new IllegalArgumentException(
				"%s: '%s' is there before. Each name must have one bundle.".formatted(key, name.host()));
	}

	/** All the bundles that are used, each once. */
	Set<String> bundles() {
		Set<String> bundles = new LinkedHashSet<>(List.of(this.bundle));
		this.sni.forEach((name) -> bundles.add(name.bundle()));
		return bundles;
	}

	/**
	 * The certificate for clients that ask for a server by its name.
	 *
	 * @param host a name, or {@code *.} and a name, which stands for exactly one label
	 * more; upper and lower case are the same
	 * @param bundle the SSL bundle with the certificate
	 */
	public record ServerName(String host, String bundle) {

		private static final String WILDCARD = "*.";

		/**
		 * The host as it is looked up: as clients send it (RFC 6066), in lower case.
		 * @throws IllegalArgumentException if no client can ask for it
		 */
		String key() {
			String prefix = this.host.startsWith(WILDCARD) ? WILDCARD : "";
			String name = new SNIHostName(this.host.substring(prefix.length())).getAsciiName();
			return prefix + name.toLowerCase(Locale.ROOT);
		}

	}

}

package io.sluice.admission.tls;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import javax.net.ssl.SNIHostName;

/**
 * The TLS settings of a listener.
 *
 * @param listener the listener's name
 * @param bundle the SSL bundle with the listener's own certificate and the authorities of
 * client certificates
 * @param clients the requirements on clients
 * @param enabledProtocols {@code TLSv1.3}, {@code TLSv1.2} or both; if empty, those of
 * {@link TlsProtocols}
 * @param sni the certificates for server names; all other clients get the listener's own
 * certificate
 */
public record TlsSettings(String listener, String bundle, ClientPolicy clients, List<String> enabledProtocols,
		List<ServerName> sni) {

	/**
	 * Create settings.
	 * @throws IllegalArgumentException if a protocol is neither TLS 1.3 nor TLS 1.2, or
	 * if a server name is a duplicate or can never match
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
					+ "It must be a name such as 'gateway.example.com', or '*.example.com' for all names with one more label.",
					ex);
		}
		throw new IllegalArgumentException(
				"%s: '%s' is configured twice. Give each name one bundle.".formatted(key, name.host()));
	}

	/** All bundles of the settings, without duplicates. */
	Set<String> bundles() {
		Set<String> bundles = new LinkedHashSet<>(List.of(this.bundle));
		this.sni.forEach((name) -> bundles.add(name.bundle()));
		return bundles;
	}

	/**
	 * The certificate for a server name.
	 *
	 * @param host a name, or {@code *.} and a name, where the wildcard stands for exactly
	 * one label; case-insensitive
	 * @param bundle the SSL bundle with the certificate
	 */
	public record ServerName(String host, String bundle) {

		private static final String WILDCARD = "*.";

		/**
		 * The look-up key of the host: as clients send it (RFC 6066), in lower case.
		 * @throws IllegalArgumentException if no client can send such a name
		 */
		String key() {
			String prefix = this.host.startsWith(WILDCARD) ? WILDCARD : "";
			String name = new SNIHostName(this.host.substring(prefix.length())).getAsciiName();
			return prefix + name.toLowerCase(Locale.ROOT);
		}

	}

}

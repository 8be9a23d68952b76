package io.sluice.admission.tls;

import java.util.List;
import java.util.Map;

import org.springframework.boot.ssl.SslBundle;

/**
 * Checks the options of the bundles of {@code ssl.sni}. TLS versions and ciphers are
 * negotiated before the server name is known, so only those of the listener's own bundle
 * apply. A bundle that allows less would be served with more than it allows.
 */
final class ServerNameOptions {

	private ServerNameOptions() {
	}

	/**
	 * Check the bundles of all server names.
	 * @param settings the listener's settings
	 * @param keys the keys of all bundles, by bundle name
	 * @throws IllegalArgumentException with the name of a bundle that allows less than is
	 * in force
	 */
	static void check(TlsSettings settings, Map<String, BundleKeys> keys) {
		SslBundle own = BundleKeys.require(keys, settings.bundle()).bundle();
		for (TlsSettings.ServerName name : settings.sni()) {
			SslBundle bundle = BundleKeys.require(keys, name.bundle()).bundle();
			if (settings.enabledProtocols().isEmpty()) {
				List<String> inForce = TlsProtocols.inForce(List.of(), own);
				requireAll(name, TlsProtocols.ofBundle(bundle), inForce, "protocols");
			}
			requireAll(name, ciphers(bundle), ciphers(own), "ciphers");
		}
	}

	private static List<String> ciphers(SslBundle bundle) {
		String[] ciphers = bundle.getOptions().getCiphers();
		return (ciphers != null) ? List.of(ciphers) : List.of();
	}

	private static void requireAll(TlsSettings.ServerName name, List<String> allowed, List<String> inForce,
			String what) {
		if (!allowed.isEmpty() && (inForce.isEmpty() || !allowed.containsAll(inForce))) {
			throw new IllegalArgumentException(
					"server name '%s' is served with the %s of the listener's bundle, but its own bundle '%s' allows %s only. Give both bundles the same %s"
						.formatted(name.host(), what, name.bundle(), String.join(", ", allowed), what));
		}
	}

}

package io.sluice.admission.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;

import org.jspecify.annotations.Nullable;

/**
 * The keys of several bundles. The server name that a client asks for (RFC 6066, section
 * 3) selects one: an exact name before a wildcard, and the listener's own bundle if no
 * name matches.
 */
final class ServerNameKeyManager extends X509ExtendedKeyManager {

	/**
	 * Separates the index of the bundle from the alias in it, because JSSE asks for keys
	 * by alias only.
	 */
	private static final char SEPARATOR = ':';

	private static final int OWN = 0;

	/** The key manager of the listener's own bundle, then those of the server names. */
	private final List<X509ExtendedKeyManager> managers = new ArrayList<>();

	private final Map<String, Integer> places = new HashMap<>();

	ServerNameKeyManager(TlsSettings settings, Map<String, BundleKeys> keys) {
		this.managers.add(BundleKeys.require(keys, settings.bundle()).manager());
		for (TlsSettings.ServerName name : settings.sni()) {
			this.places.put(name.key(), this.managers.size());
			this.managers.add(BundleKeys.require(keys, name.bundle()).manager());
		}
	}

	@Override
	public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
		int place = place(socket);
		String alias = this.managers.get(place).chooseServerAlias(keyType, issuers, socket);
		return (alias != null) ? place + String.valueOf(SEPARATOR) + alias : null;
	}

	private int place(Socket socket) {
		if (this.places.isEmpty() || !(socket instanceof SSLSocket tls)
				|| !(tls.getHandshakeSession() instanceof ExtendedSSLSession session)) {
			return OWN;
		}
		for (SNIServerName requested : session.getRequestedServerNames()) {
			if (requested instanceof SNIHostName host) {
				return place(host.getAsciiName().toLowerCase(Locale.ROOT));
			}
		}
		return OWN;
	}

	private int place(String host) {
		Integer exact = this.places.get(host);
		if (exact != null) {
			return exact;
		}
		int dot = host.indexOf('.');
		return (dot > 0) ? this.places.getOrDefault("*" + host.substring(dot), OWN) : OWN;
	}

	@Override
	public X509Certificate @Nullable [] getCertificateChain(String alias) {
		return manager(alias).getCertificateChain(withoutPlace(alias));
	}

	@Override
	public @Nullable PrivateKey getPrivateKey(String alias) {
		return manager(alias).getPrivateKey(withoutPlace(alias));
	}

	private X509ExtendedKeyManager manager(String alias) {
		return this.managers.get(Integer.parseInt(alias, 0, alias.indexOf(SEPARATOR), 10));
	}

	private static String withoutPlace(String alias) {
		return alias.substring(alias.indexOf(SEPARATOR) + 1);
	}

	@Override
	public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
		return null;
	}

	@Override
	public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
		return null;
	}

	@Override
	public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, Socket socket) {
		return null;
	}

}

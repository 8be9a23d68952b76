package io.sluice.admission.tls;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

/**
 * A client's identity in its certificate.
 *
 * @param subject the distinguished name of the subject as in RFC 2253, for example
 * {@code CN=terminal-7,O=Example}
 * @param sans the subject alternative names (RFC 5280, section 4.2.1.6) as {@code
 * DNS:...}, {@code IP:...}, {@code URI:...} and {@code email:...}; names of other types
 * are left out
 */
public record TlsIdentity(String subject, List<String> sans) {

	public TlsIdentity {
		sans = List.copyOf(sans);
	}

	/**
	 * The identity of the client of a session.
	 * @param session the session after its handshake
	 * @return the identity, or {@code null} if the client presented no certificate
	 */
	public static @Nullable TlsIdentity of(SSLSession session) {
		try {
			Certificate[] chain = session.getPeerCertificates();
			return (chain[0] instanceof X509Certificate certificate) ? of(certificate) : null;
		}
		catch (SSLPeerUnverifiedException ex) {
			return null;
		}
	}

	/**
	 * The server name that the client of a session asked for.
	 * @param session the session after its handshake
	 * @return the name, or {@code null} if the client asked for none
	 */
	public static @Nullable String serverName(SSLSession session) {
		if (session instanceof ExtendedSSLSession extended) {
			for (SNIServerName name : extended.getRequestedServerNames()) {
				if (name instanceof SNIHostName host) {
					return host.getAsciiName();
				}
			}
		}
		return null;
	}

	private static TlsIdentity of(X509Certificate certificate) {
		return new TlsIdentity(certificate.getSubjectX500Principal().getName(), sans(certificate));
	}

	private static List<String> sans(X509Certificate certificate) {
		List<String> sans = new ArrayList<>();
		for (List<?> name : names(certificate)) {
			String prefix = switch (name.getFirst()) {
				case Integer type when type == 1 -> "email:";
				case Integer type when type == 2 -> "DNS:";
				case Integer type when type == 6 -> "URI:";
				case Integer type when type == 7 -> "IP:";
				default -> "";
			};
			if (!prefix.isEmpty()) {
				sans.add(prefix + name.get(1));
			}
		}
		return sans;
	}

	private static Collection<List<?>> names(X509Certificate certificate) {
		try {
			Collection<List<?>> names = certificate.getSubjectAlternativeNames();
			return (names != null) ? names : List.of();
		}
		catch (CertificateParsingException ex) {
			// names that cannot be read must not admit a client
			return List.of();
		}
	}

}

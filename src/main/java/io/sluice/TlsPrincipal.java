package io.sluice;

import java.io.Serializable;
import java.security.Principal;
import java.util.List;

/**
 * A client that is authenticated by its TLS certificate.
 *
 * @param subject the certificate's subject (RFC 2253), such as {@code CN=till-7,O=Acme}
 * @param names the certificate's subject alternative names, such as
 * {@code DNS:till-7.example.com}
 */
public record TlsPrincipal(String subject, List<String> names) implements Principal, Serializable {

	/**
	 * Copy the names.
	 */
	public TlsPrincipal {
		names = List.copyOf(names);
	}

	/**
	 * The principal's name.
	 * @return the certificate's subject
	 */
	@Override
	public String getName() {
		return this.subject;
	}

}

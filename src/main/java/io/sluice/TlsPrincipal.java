package io.sluice;

import java.io.Serializable;
import java.security.Principal;
import java.util.List;

/**
 * A client that has authenticated itself with a TLS certificate.
 *
 * @param subject the certificate's subject (RFC 2253), such as {@code CN=till-7,O=Acme}
 * @param names its subject alternative names, such as {@code DNS:till-7.example.com}
 */
public record TlsPrincipal(String subject, List<String> names) implements Principal, Serializable {

	public TlsPrincipal {
		names = List.copyOf(names);
	}

	/**
	 * The subject.
	 * @return the name by which {@code authentication.name} knows the client
	 */
	@Override
	public String getName() {
		return this.subject;
	}

}

package io.sluice.spi;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What TLS knows about a connection.
 *
 * @param protocol the version, for example {@code TLSv1.3}
 * @param subject the subject of the client's certificate (RFC 2253), or {@code null} if
 * the client sent none
 * @param names the subject alternative names of the certificate, for example {@code
 * DNS:client.example.com}
 * @param serverName the server name that the client asked for (RFC 6066), or {@code null}
 * if it named none
 */
public record TlsPeer(String protocol, @Nullable String subject, List<String> names, @Nullable String serverName) {

	/**
	 * Copy the names.
	 */
	public TlsPeer {
		names = List.copyOf(names);
	}

}

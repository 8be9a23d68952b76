package io.sluice.spi;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What TLS says of a connection.
 *
 * @param protocol the version, such as {@code TLSv1.3}
 * @param subject the subject of the client's certificate (RFC 2253), or {@code null} if
 * it sent none
 * @param names the certificate's subject alternative names, such as
 * {@code DNS:client.example.com}
 */
public record TlsPeer(String protocol, @Nullable String subject, List<String> names) {

	public TlsPeer {
		names = List.copyOf(names);
	}

}

package io.sluice.admission.proxy;

import java.net.InetSocketAddress;
import java.util.Map;

import io.sluice.SluiceHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The PROXY header, version 1 or 2: a proxy sends it to pass on the client's address.
 *
 * @param source the address and port of the client, or {@code null} if the header has
 * none (UNKNOWN, LOCAL, not TCP) and the address of the connection counts
 * @param fields the other fields, by the names of {@link SluiceHeaders}; limited in
 * number and size, and without invisible characters
 * @see <a href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">The PROXY
 * protocol</a>
 */
record ProxyHeader(@Nullable InetSocketAddress source, Map<String, Object> fields) {

	static final ProxyHeader NONE = new ProxyHeader(null, Map.of());

}

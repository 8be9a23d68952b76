package io.sluice.admission.proxy;

import java.net.InetSocketAddress;
import java.util.Map;

import io.sluice.SluiceHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The PROXY header, version 1 or 2, with which a proxy says whose connection it forwards.
 *
 * @param source the address and port of the client, or {@code null} where the header has
 * none (UNKNOWN, LOCAL, not TCP) and the connection's own counts
 * @param fields what else it says of the client, by the headers of {@link SluiceHeaders}
 * that have it; bounded in number and size, and without invisible characters
 * @see <a href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">The PROXY
 * protocol</a>
 */
record ProxyHeader(@Nullable InetSocketAddress source, Map<String, Object> fields) {

	static final ProxyHeader NONE = new ProxyHeader(null, Map.of());

}

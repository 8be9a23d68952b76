package io.sluice.spi;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

import io.sluice.SluiceHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The proxy in front of a client. It lives as long as the connection, so it holds an
 * address and a port and not an {@link InetSocketAddress}, which is larger.
 *
 * @param ip the proxy's address
 * @param port the proxy's port
 * @param fields the other fields of the PROXY header, by the names of
 * {@link SluiceHeaders}
 */
public record ProxyPeer(InetAddress ip, int port, Map<String, Object> fields) {

	/**
	 * Copy the fields.
	 */
	public ProxyPeer {
		fields = Map.copyOf(fields);
	}

	/**
	 * {@return the proxy's address and port}
	 */
	public InetSocketAddress address() {
		return new InetSocketAddress(this.ip, this.port);
	}

	/**
	 * The value of a request header.
	 * @param header one of the proxy headers of {@link SluiceHeaders}
	 * @return the value, or {@code null} if the PROXY header has none
	 */
	public @Nullable Object header(String header) {
		return SluiceHeaders.PROXY.equals(header) ? address() : this.fields.get(header);
	}

}

package io.sluice.spi;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

import io.sluice.SluiceHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The proxy that a client comes by. Kept for as long as the connection, so an address and
 * a port instead of an {@link InetSocketAddress}, which is larger.
 *
 * @param ip its address
 * @param port its port
 * @param fields what its header says of the client beyond the address, by the headers of
 * {@link SluiceHeaders} that have it
 */
public record ProxyPeer(InetAddress ip, int port, Map<String, Object> fields) {

	public ProxyPeer {
		fields = Map.copyOf(fields);
	}

	/**
	 * Its address and port.
	 */
	public InetSocketAddress address() {
		return new InetSocketAddress(this.ip, this.port);
	}

	/**
	 * A request's header.
	 * @param header one of {@link SluiceHeaders} that are about the proxy
	 * @return its value, or {@code null} if the proxy said nothing of it
	 */
	public @Nullable Object header(String header) {
		return SluiceHeaders.PROXY.equals(header) ? address() : this.fields.get(header);
	}

}

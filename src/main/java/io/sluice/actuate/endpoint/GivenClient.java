package io.sluice.actuate.endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sluice.SluiceHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.IpHeaders;

/**
 * The client whose messages an operator asks about.
 *
 * @param peer its IP address, with or without a port; {@code null} for a client on this
 * machine
 * @param tlsSubject the subject of its certificate, or {@code null} if it has none
 * @param sni the server name that it asks for, or {@code null} if it asks for none
 */
record GivenClient(@Nullable String peer, @Nullable String tlsSubject, @Nullable String sni) {

	/**
	 * The headers of its messages.
	 * @param listener the name of the listener
	 * @param charset the listener's charset
	 * @throws BadParameterException if the address is invalid
	 */
	Map<String, Object> headers(String listener, Charset charset) {
		InetSocketAddress address = address();
		Map<String, Object> headers = new LinkedHashMap<>();
		headers.put(SluiceHeaders.LISTENER, listener);
		headers.put(SluiceHeaders.CHARSET, charset);
		headers.put(SluiceHeaders.PEER, address);
		headers.put(IpHeaders.HOSTNAME, address.getAddress().getHostAddress());
		headers.put(IpHeaders.IP_ADDRESS, address.getAddress().getHostAddress());
		headers.put(IpHeaders.REMOTE_PORT, address.getPort());
		if (this.tlsSubject != null) {
			headers.put(SluiceHeaders.TLS_SUBJECT, this.tlsSubject);
			headers.put(SluiceHeaders.TLS_NAMES, List.of());
		}
		if (this.sni != null) {
			headers.put(SluiceHeaders.TLS_SERVER_NAME, this.sni);
		}
		return headers;
	}

	private InetSocketAddress address() {
		if (this.peer == null) {
			return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		}
		try {
			return parse(this.peer);
		}
		catch (IllegalArgumentException ex) {
			throw new BadParameterException("peer", this.peer,
					"it must be an IP address, such as 10.1.0.7, 10.1.0.7:4711 or [2001:db8::7]:4711");
		}
	}

	private static InetSocketAddress parse(String text) {
		int colon = text.lastIndexOf(':');
		boolean port = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
		String host = port ? text.substring(0, colon) : text;
		if (host.startsWith("[") && host.endsWith("]")) {
			host = host.substring(1, host.length() - 1);
		}
		// Java reads 10.1 as 10.0.0.1
		if (!host.contains(":") && host.split("\\.", -1).length != 4) {
			throw new IllegalArgumentException(host);
		}
		return new InetSocketAddress(InetAddress.ofLiteral(host),
				port ? Integer.parseInt(text.substring(colon + 1)) : 0);
	}

}

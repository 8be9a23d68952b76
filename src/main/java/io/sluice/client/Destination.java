package io.sluice.client;

import java.net.InetAddress;
import java.time.Duration;

import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * The server that a client connects to, and the framing and handshake of the connection.
 *
 * @param host the server's name or address
 * @param port the server's port
 * @param framing the framing of messages in both directions
 * @param connectTimeout the longest time to connect, including the TLS handshake
 * @param handshake the PROXY header and TLS, before the first message
 * @param source the local address to connect from, or {@code null} for any
 */
public record Destination(String host, int port, Framing framing, Duration connectTimeout, Handshake handshake,
		@Nullable InetAddress source) {

	private static final int MAX_PORT = 65535;

	/**
	 * Check the port.
	 */
	public Destination {
		if (port < 1 || port > MAX_PORT) {
			throw new IllegalArgumentException("the port must be 1 to %d, not %d".formatted(MAX_PORT, port));
		}
	}

	/**
	 * Create a destination without TLS or PROXY header, from any local address and with a
	 * connect timeout of 5 s.
	 * @param host the server's name or address
	 * @param port the server's port
	 * @param framing the framing of messages in both directions
	 */
	public Destination(String host, int port, Framing framing) {
		this(host, port, framing, Duration.ofSeconds(5), Handshake.PLAIN, null);
	}

	/**
	 * Copy this destination with another local address.
	 */
	Destination from(InetAddress address) {
		return new Destination(this.host, this.port, this.framing, this.connectTimeout, this.handshake, address);
	}

	@Override
	public String toString() {
		return this.host + ":" + this.port;
	}

}

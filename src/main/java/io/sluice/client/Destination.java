package io.sluice.client;

import java.net.InetAddress;
import java.time.Duration;

import io.sluice.framing.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Where a client connects to, and how the two talk.
 *
 * @param host the server's name or address
 * @param port the server's port
 * @param framing how messages stand in the stream, both ways
 * @param connectTimeout how long connecting may take, the TLS handshake included
 * @param opening what comes before the first message, such as a TLS handshake
 * @param source the local address to connect from; {@code null} for any
 */
public record Destination(String host, int port, Framing framing, Duration connectTimeout, Handshake opening,
		@Nullable InetAddress source) {

	private static final int MAX_PORT = 65535;

	public Destination {
		if (port < 1 || port > MAX_PORT) {
			throw new IllegalArgumentException("the port must be 1 to %d, not %d".formatted(MAX_PORT, port));
		}
	}

	/**
	 * A destination without TLS or PROXY header, from any local address.
	 * @param host the server's name or address
	 * @param port the server's port
	 * @param framing how messages stand in the stream, both ways
	 */
	public Destination(String host, int port, Framing framing) {
		this(host, port, framing, Duration.ofSeconds(5), Handshake.PLAIN, null);
	}

	/**
	 * The same destination from another local address.
	 * @param address the local address
	 * @return a copy
	 */
	Destination from(InetAddress address) {
		return new Destination(this.host, this.port, this.framing, this.connectTimeout, this.opening, address);
	}

	@Override
	public String toString() {
		return this.host + ":" + this.port;
	}

}

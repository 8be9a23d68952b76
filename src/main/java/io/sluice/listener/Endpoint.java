package io.sluice.listener;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

import io.sluice.socket.HostAndPort;
import org.jspecify.annotations.Nullable;

/**
 * The address of a listener, or the addresses that it connects to.
 *
 * @param name the listener's name
 * @param address the local address, or {@code null} for all addresses
 * @param port the port, 0 for any free port
 * @param backlog the number of clients that may wait to be accepted
 * @param dialed the servers that the listener connects to instead of listening; empty for
 * a listener that listens
 */
public record Endpoint(String name, @Nullable InetAddress address, int port, int backlog, List<HostAndPort> dialed) {

	public Endpoint {
		dialed = List.copyOf(dialed);
	}

	/**
	 * Whether the listener connects to its clients instead of listening for them.
	 */
	public boolean isDialing() {
		return !this.dialed.isEmpty();
	}

	/**
	 * The address and port in the usual notation.
	 * @param boundPort the port to show
	 * @return for example {@code 127.0.0.1:7070}, or {@code *:7070} for all addresses
	 */
	String describe(int boundPort) {
		if (this.address == null) {
			return "*:" + boundPort;
		}
		// InetSocketAddress brackets IPv6 addresses but puts "host/" before them
		String text = new InetSocketAddress(this.address, boundPort).toString();
		return text.substring(text.indexOf('/') + 1);
	}

}

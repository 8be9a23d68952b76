package io.sluice.upstream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * Opens a connection to a service, and closes it at once.
 */
public final class ConnectProbe {

	private static final int TIMEOUT_MILLIS = 2_000;

	private static final int HTTP = 80;

	private static final int HTTPS = 443;

	private ConnectProbe() {
	}

	/**
	 * Connect.
	 * @param origin scheme, host and port of the service
	 * @throws IOException if it cannot be reached
	 */
	static void connect(String origin) throws IOException {
		URI service = URI.create(origin);
		int usual = "https".equals(service.getScheme()) ? HTTPS : HTTP;
		connect(service.getHost(), (service.getPort() >= 0) ? service.getPort() : usual);
	}

	/**
	 * Connect.
	 * @param host the name or address of the service
	 * @param port its port
	 * @throws IOException if it cannot be reached
	 */
	public static void connect(String host, int port) throws IOException {
		InetSocketAddress address = new InetSocketAddress(host, port);
		if (address.isUnresolved()) {
			throw new UnknownHostException("the host '%s' is unknown".formatted(host));
		}
		try (Socket socket = new Socket()) {
			socket.connect(address, TIMEOUT_MILLIS);
		}
	}

}

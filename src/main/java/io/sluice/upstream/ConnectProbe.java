package io.sluice.upstream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/**
 * Opens a connection to a service, and closes it at once.
 */
final class ConnectProbe {

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
		try (Socket socket = new Socket()) {
			socket.connect(
					new InetSocketAddress(service.getHost(), (service.getPort() >= 0) ? service.getPort() : usual),
					TIMEOUT_MILLIS);
		}
	}

}

package io.sluice.actuate.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Asks a gateway for its health, for the health check of a container, which starts a JVM
 * every few seconds. It therefore uses only classes that every JVM has loaded or in its
 * archive of shared classes: no HTTP client, no JSON, no lambda, and no concatenation by
 * {@code +}. The command {@code health} does the same for people.
 */
final class HealthProbe {

	private static final String DEFAULT_URL = "http://127.0.0.1:8080/actuator/health/readiness";

	private static final int TIMEOUT_MILLIS = 5000;

	/** The beginning of the response of a gateway that is UP. */
	private static final String OK = "HTTP/1.1 200";

	private static final String UP = "\"status\":\"UP\"";

	private HealthProbe() {
	}

	/**
	 * Print the response of the health endpoint. The exit status is 0 for UP, and 1 for
	 * anything else or no response.
	 * @param args the URL of the endpoint, if it is not readiness on port 8080
	 */
	public static void main(String[] args) {
		System.exit(run(args));
	}

	static int run(String... args) {
		String url = (args.length > 0) ? args[0] : DEFAULT_URL;
		try {
			String response = request(URI.create(url));
			System.out.println(response);
			return (response.startsWith(OK) && response.contains(UP)) ? 0 : 1;
		}
		catch (IOException | IllegalArgumentException ex) {
			System.out.println(url.concat(": ").concat(String.valueOf(ex.getMessage())));
			return 1;
		}
	}

	/** By HTTP 1.0, the server closes the connection after its response. */
	private static String request(URI url) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), TIMEOUT_MILLIS);
			socket.setSoTimeout(TIMEOUT_MILLIS);
			String request = "GET ".concat(url.getRawPath())
				.concat(" HTTP/1.0\r\nHost: ")
				.concat(url.getRawAuthority())
				.concat("\r\n\r\n");
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}

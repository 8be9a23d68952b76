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

	private static final String STATUS = "\"status\"";

	private static final String UP = "\"UP\"";

	private static final String BODY = "\r\n\r\n";

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
			return (response.startsWith(OK) && isUp(response)) ? 0 : 1;
		}
		catch (IOException | IllegalArgumentException ex) {
			System.out.println(url.concat(": ").concat(String.valueOf(ex.getMessage())));
			return 1;
		}
	}

	/**
	 * Whether the status of the outermost object is UP. A component inside may have
	 * another one.
	 */
	static boolean isUp(String response) {
		int depth = 0;
		for (int i = Math.max(0, response.indexOf(BODY)); i < response.length(); i++) {
			char c = response.charAt(i);
			if (c == '{' || c == '[') {
				depth++;
			}
			else if (c == '}' || c == ']') {
				depth--;
			}
			else if (c == '"') {
				int end = endOfText(response, i);
				int value = skipSpace(response, end);
				if (depth == 1 && response.startsWith(STATUS, i) && response.startsWith(":", value)) {
					return response.startsWith(UP, skipSpace(response, value + 1));
				}
				i = end - 1;
			}
		}
		return false;
	}

	/** The index after a text in quotes. */
	private static int endOfText(String json, int begin) {
		int i = begin + 1;
		while (i < json.length() && json.charAt(i) != '"') {
			i += (json.charAt(i) == '\\') ? 2 : 1;
		}
		return i + 1;
	}

	private static int skipSpace(String json, int begin) {
		int i = begin;
		while (i < json.length() && json.charAt(i) <= ' ') {
			i++;
		}
		return i;
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

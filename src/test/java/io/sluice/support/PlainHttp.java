package io.sluice.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTTP requests with any headers, {@code Host} among them, which Java's own client does
 * not let through.
 */
public final class PlainHttp {

	private final int port;

	public PlainHttp(int port) {
		this.port = port;
	}

	public int port() {
		return this.port;
	}

	public Response get(String path, String... headers) {
		return send("GET", path, "", headers);
	}

	/**
	 * Send a request. Each request has a connection of its own, which its answer ends.
	 * @param headers lines such as {@code Host: localhost}; a {@code Host} with this port
	 * unless there is one
	 */
	public Response send(String method, String path, String body, String... headers) {
		StringBuilder request = new StringBuilder("%s %s HTTP/1.0\r\n".formatted(method, path));
		if (!String.join("\n", headers).contains("Host:")) {
			request.append("Host: localhost:%d\r\n".formatted(this.port));
		}
		for (String header : headers) {
			request.append(header).append("\r\n");
		}
		if (!body.isEmpty()) {
			request.append("Content-Type: application/json\r\nContent-Length: %d\r\n"
				.formatted(body.getBytes(StandardCharsets.UTF_8).length));
		}
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(60_000);
			socket.getOutputStream()
				.write(request.append("\r\n").append(body).toString().getBytes(StandardCharsets.UTF_8));
			return Response.parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * An answer.
	 *
	 * @param status its status
	 * @param headers its headers, by names in any case
	 * @param body its body
	 */
	public record Response(int status, Map<String, String> headers, String body) {

		static Response parse(String text) {
			int end = text.indexOf("\r\n\r\n");
			List<String> lines = text.substring(0, end).lines().toList();
			Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			for (String line : lines.subList(1, lines.size())) {
				int colon = line.indexOf(':');
				headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
			}
			return new Response(
					Integer.parseInt(lines.getFirst().substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length())),
					headers, text.substring(end + 4));
		}

		/**
		 * The JSON that it is.
		 * @param expected the status it must have
		 */
		public JsonNode json(int expected) {
			assertThat(this.status).as(this.body).isEqualTo(expected);
			return JsonMapper.shared().readTree(this.body);
		}

	}

}

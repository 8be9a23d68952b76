package io.sluice.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Asks the Actuator endpoints of an application over HTTP.
 */
public final class ActuatorClient implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final HttpClient http = HttpClient.newHttpClient();

	private final String base;

	public ActuatorClient(ApplicationContext context) {
		this(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	/**
	 * Ask an application in another process.
	 */
	public ActuatorClient(int port) {
		this.base = "http://127.0.0.1:%d/actuator".formatted(port);
	}

	/**
	 * The JSON at a path, with status 200.
	 */
	public JsonNode read(String path) {
		return read(path, 200);
	}

	/**
	 * The JSON at a path.
	 * @param status the status it must have
	 */
	public JsonNode read(String path, int status) {
		return json(send(request(path)), status);
	}

	/**
	 * The text at a path, with status 200.
	 * @param accept the type it is to be of
	 */
	public String text(String path, String accept) {
		HttpResponse<String> response = send(request(path).header("Accept", accept));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response.body();
	}

	/**
	 * Delete what is at a path.
	 * @return the status
	 */
	public int delete(String path) {
		return send(request(path).DELETE()).statusCode();
	}

	/**
	 * Post JSON to a path.
	 * @param status the status that the answer must have
	 * @return the answer
	 */
	public JsonNode post(String path, String body, int status) {
		return json(send(request(path).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))), status);
	}

	private static JsonNode json(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		return JsonMapper.shared().readTree(response.body());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.base + path)).timeout(PATIENCE);
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.http.close();
	}

}

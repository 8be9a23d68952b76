package io.sluice.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/**
 * The gateway's endpoint for sessions, for the commands that call it.
 */
final class SessionsEndpoint {

	private static final String DEFAULT_URL = "http://127.0.0.1:8080";

	@Option(names = "--url", defaultValue = DEFAULT_URL, paramLabel = "url",
			description = "the gateway's Actuator; without a path, /actuator (default: ${DEFAULT-VALUE})")
	private URI url = URI.create(DEFAULT_URL);

	@Option(names = "--timeout", defaultValue = "5s", paramLabel = "time",
			description = "how long the gateway may take (default: ${DEFAULT-VALUE})")
	private Duration timeout = Duration.ofSeconds(5);

	/**
	 * Read from the endpoint.
	 * @param parameters the query parameters
	 * @throws IOException if the endpoint refuses; the message is for the user
	 */
	JsonNode read(Map<String, String> parameters) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri(parameters)).build();
		HttpResponse<String> response = ActuatorCall.send(request, this.timeout);
		JsonNode answer = ActuatorAnswer.parse(response);
		if (!answer.path("sessions").isArray()) {
			throw new IOException("%s %s".formatted(request.uri(),
					ActuatorAnswer.problem(response.statusCode(), answer, "an answer", "tcpsessions")));
		}
		return answer;
	}

	/**
	 * Send a message to the endpoint.
	 * @param parameters the query parameters
	 * @param body the message
	 * @param wait the time that the gateway may take in addition to the timeout
	 * @return what became of the message
	 * @throws IOException if the endpoint refuses; the message is for the user
	 */
	JsonNode send(Map<String, String> parameters, JsonNode body, Duration wait)
			throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri(parameters))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body.toString()))
			.build();
		HttpResponse<String> response = ActuatorCall.send(request, this.timeout.plus(wait));
		JsonNode answer = ActuatorAnswer.parse(response);
		if (answer.path("result").stringValue("").isEmpty() && !answer.path("written").isNumber()) {
			throw new IOException("%s %s".formatted(request.uri(),
					ActuatorAnswer.problem(response.statusCode(), answer, "an answer", "tcpsessions")));
		}
		return answer;
	}

	/**
	 * Add a query parameter, if it is given.
	 */
	static void put(Map<String, String> parameters, String name, @Nullable String value) {
		if (value != null) {
			parameters.put(name, value);
		}
	}

	private URI uri(Map<String, String> parameters) {
		String path = this.url.getPath();
		String base = (path == null || path.length() <= 1) ? this.url.resolve("/actuator").toString()
				: this.url.toString();
		String query = parameters.entrySet()
			.stream()
			.map((each) -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
		return URI.create(base + "/tcpsessions" + (query.isEmpty() ? "" : "?" + query));
	}

}

package io.sluice.cli;

import java.net.http.HttpResponse;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON that commands send to Actuator, and the JSON that it answers.
 */
final class ActuatorAnswer {

	private static final int NOT_ALLOWED = 405;

	private ActuatorAnswer() {
	}

	/**
	 * The JSON of a response; an empty object if it has none.
	 */
	static JsonNode parse(HttpResponse<String> response) {
		try {
			return JsonMapper.shared().readTree(response.body());
		}
		catch (JacksonException ex) {
			return JsonMapper.shared().createObjectNode();
		}
	}

	/**
	 * Describe a response that is not the expected one.
	 * @param status its HTTP status
	 * @param answer its JSON
	 * @param expected the expected response, such as {@code an answer}
	 * @param endpoint the endpoint, which may need write access
	 */
	static String problem(int status, JsonNode answer, String expected, String endpoint) {
		String message = answer.path("message").stringValue("");
		if (!message.isEmpty()) {
			return "refused: " + message;
		}
		return "returned HTTP %d instead of %s%s".formatted(status, expected, (status == NOT_ALLOWED)
				? "; the gateway needs 'management.endpoint.%s.access: unrestricted'".formatted(endpoint) : "");
	}

	/**
	 * Add a value to a request, unless it is {@code null}.
	 */
	static void put(ObjectNode request, String name, @Nullable String value) {
		if (value != null) {
			request.put(name, value);
		}
	}

}

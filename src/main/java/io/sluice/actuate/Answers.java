package io.sluice.actuate;

import java.util.Map;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * The answers of the endpoints to what cannot be done.
 */
final class Answers {

	private Answers() {
	}

	static WebEndpointResponse<Object> badRequest(BadParameterException why) {
		return message(String.valueOf(why.getMessage()), WebEndpointResponse.STATUS_BAD_REQUEST);
	}

	static WebEndpointResponse<Object> notFound(String message) {
		return message(message, WebEndpointResponse.STATUS_NOT_FOUND);
	}

	static WebEndpointResponse<Object> unavailable(ThreadDumpException why) {
		return message(String.valueOf(why.getMessage()), WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
	}

	private static WebEndpointResponse<Object> message(String message, int status) {
		return new WebEndpointResponse<>(Map.of("message", message), status);
	}

}

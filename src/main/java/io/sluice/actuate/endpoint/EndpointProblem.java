package io.sluice.actuate.endpoint;

import java.util.Map;

import io.sluice.actuate.threads.ThreadDumpException;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * The responses of the endpoints to operations that fail.
 */
final class EndpointProblem {

	private static final int FORBIDDEN = 403;

	static final int CONFLICT = 409;

	static final int GATEWAY_TIMEOUT = 504;

	private EndpointProblem() {
	}

	static WebEndpointResponse<Object> badRequest(BadParameterException cause) {
		return badRequest(String.valueOf(cause.getMessage()));
	}

	static WebEndpointResponse<Object> badRequest(String message) {
		return message(message, WebEndpointResponse.STATUS_BAD_REQUEST);
	}

	static WebEndpointResponse<Object> notFound(String message) {
		return message(message, WebEndpointResponse.STATUS_NOT_FOUND);
	}

	static WebEndpointResponse<Object> unavailable(ThreadDumpException cause) {
		return message(String.valueOf(cause.getMessage()), WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
	}

	static WebEndpointResponse<Object> forbidden(String message) {
		return message(message, FORBIDDEN);
	}

	/**
	 * The operation is not possible in the current state.
	 */
	static WebEndpointResponse<Object> conflict(String message) {
		return message(message, CONFLICT);
	}

	/**
	 * The operation was tried, and no reply came.
	 */
	static WebEndpointResponse<Object> noReply(String message) {
		return message(message, GATEWAY_TIMEOUT);
	}

	private static WebEndpointResponse<Object> message(String message, int status) {
		return new WebEndpointResponse<>(Map.of("message", message), status);
	}

}

package io.sluice.actuate.endpoint;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sluice.telemetry.AccessEntry.Client;
import io.sluice.telemetry.EventMemory;
import io.sluice.telemetry.RecentError;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * The latest errors of all listeners, as a response.
 */
final class ErrorView {

	/** Never the id of a connection, because an id begins with an address. */
	static final String ERRORS = "errors";

	private ErrorView() {
	}

	static WebEndpointResponse<Object> show(EventMemory memory) {
		List<RecentError> errors = memory.errors();
		if (errors == null) {
			return EndpointProblem.notFound("Errors are not recorded: 'sluice.console.enabled' is false");
		}
		return new WebEndpointResponse<>(Map.of(ERRORS, errors.stream().map(ErrorView::show).toList()));
	}

	private static Map<String, Object> show(RecentError error) {
		Client client = error.client();
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("at", error.at().truncatedTo(ChronoUnit.MILLIS).toString());
		shown.put("listener", client.listener());
		shown.put("peer", ConnectionField.describe(client.peer()));
		if (client.connectionId() != null) {
			shown.put("connection", client.connectionId());
		}
		if (!client.identities().isEmpty()) {
			shown.put("identities", List.copyOf(client.identities()));
		}
		shown.put("event", error.kind().tag());
		shown.put("reason", error.reason());
		if (error.route() != null) {
			shown.put("route", error.route());
		}
		return shown;
	}

}

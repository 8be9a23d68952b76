package io.sluice.actuate.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Tells the client why Spring MVC refuses a write to an endpoint: because the endpoint is
 * read-only, the content type is missing, or the body is malformed. Without this filter,
 * the response has a status and no reason.
 */
public final class WriteNotice extends HttpFilter {

	/** Finds the endpoint of a path. */
	private final transient Function<String, @Nullable Endpoint> endpoints;

	/**
	 * Create the filter.
	 * @param endpoints from the path of a request, without that of the web application,
	 * to an endpoint that has write operations, or {@code null}
	 */
	public WriteNotice(Function<String, @Nullable Endpoint> endpoints) {
		this.endpoints = endpoints;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		chain.doFilter(request, new HttpServletResponseWrapper(response) {

			@Override
			public void sendError(int status) throws IOException {
				if (!tell(request, response, status)) {
					super.sendError(status);
				}
			}

			@Override
			public void sendError(int status, String message) throws IOException {
				if (!tell(request, response, status)) {
					super.sendError(status, message);
				}
			}

		});
	}

	private boolean tell(HttpServletRequest request, HttpServletResponse response, int status) throws IOException {
		Endpoint endpoint = this.endpoints.apply(path(request));
		String reason = (endpoint != null) ? reason(endpoint, request.getMethod(), status) : null;
		if (reason == null) {
			return false;
		}
		response.setStatus(status);
		response.setContentType("application/json");
		response.getOutputStream().write("{\"message\":\"%s\"}".formatted(reason).getBytes(StandardCharsets.UTF_8));
		return true;
	}

	/** The reason as text that needs no escapes in JSON. */
	private static @Nullable String reason(Endpoint endpoint, String method, int status) {
		if (status == HttpServletResponse.SC_METHOD_NOT_ALLOWED && endpoint.readOnly()) {
			return "The endpoint is read-only; writes need 'management.endpoint.%s.access: unrestricted'"
				.formatted(endpoint.id());
		}
		if (!method.equals("POST")) {
			return null;
		}
		return switch (status) {
			case HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE ->
				"The header 'Content-Type: application/json' is missing, or has another type";
			case HttpServletResponse.SC_BAD_REQUEST ->
				"The body cannot be read: it must be a JSON object whose values are texts, numbers, true or false";
			default -> null;
		};
	}

	/** The path of a request, without that of the web application. */
	private static String path(HttpServletRequest request) {
		return request.getServletPath() + ((request.getPathInfo() != null) ? request.getPathInfo() : "");
	}

	/**
	 * An endpoint that has write operations.
	 *
	 * @param id its id
	 * @param readOnly whether its access disables them
	 */
	public record Endpoint(String id, boolean readOnly) {

	}

}

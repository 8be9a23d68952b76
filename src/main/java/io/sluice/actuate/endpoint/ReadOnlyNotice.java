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
 * Tells who writes to a read-only endpoint which setting allows it. Spring Boot leaves
 * the write operations of such an endpoint out, so Spring MVC answers status 405 without
 * a word about the reason.
 */
public final class ReadOnlyNotice extends HttpFilter {

	/** Finds the read-only endpoint of a path. */
	private final transient Function<String, @Nullable String> endpoints;

	/**
	 * Create the filter.
	 * @param endpoints from the path of a request, without that of the web application,
	 * to the id of a read-only endpoint that has write operations, or {@code null}
	 */
	public ReadOnlyNotice(Function<String, @Nullable String> endpoints) {
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
		String endpoint = (status == HttpServletResponse.SC_METHOD_NOT_ALLOWED) ? this.endpoints.apply(path(request))
				: null;
		if (endpoint == null) {
			return false;
		}
		response.setStatus(status);
		response.setContentType("application/json");
		response.getOutputStream()
			.write("""
					{"message":"The endpoint is read-only; writes need 'management.endpoint.%s.access: unrestricted'"}"""
				.formatted(endpoint)
				.getBytes(StandardCharsets.UTF_8));
		return true;
	}

	/** Without the path of the web application. */
	private static String path(HttpServletRequest request) {
		return request.getServletPath() + ((request.getPathInfo() != null) ? request.getPathInfo() : "");
	}

}

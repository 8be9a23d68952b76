package io.sluice.actuate.endpoint;

import java.util.Collections;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The HTTP request that an endpoint is serving, on a servlet web server.
 */
final class CurrentRequest {

	private static final boolean SERVLETS = isPresent(
			"org.springframework.web.context.request.ServletRequestAttributes")
			&& isPresent("jakarta.servlet.http.HttpServletRequest");

	private CurrentRequest() {
	}

	/**
	 * Whether there is such a request; {@code false} for a call through JMX.
	 */
	static boolean exists() {
		return SERVLETS && Servlets.request() != null;
	}

	static @Nullable String remoteAddress() {
		return SERVLETS ? Servlets.remoteAddress() : null;
	}

	/**
	 * A header of the request.
	 * @return its value; all values together if the header is repeated, so that the
	 * result matches no allowed value
	 */
	static @Nullable String header(String name) {
		return SERVLETS ? Servlets.header(name) : null;
	}

	private static boolean isPresent(String name) {
		return ClassUtils.isPresent(name, CurrentRequest.class.getClassLoader());
	}

	/** A class of its own, because an application may have no servlet web server. */
	private static final class Servlets {

		static @Nullable HttpServletRequest request() {
			return (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)
					? attributes.getRequest() : null;
		}

		static @Nullable String remoteAddress() {
			HttpServletRequest request = request();
			return (request != null) ? request.getRemoteAddr() : null;
		}

		static @Nullable String header(String name) {
			HttpServletRequest request = request();
			List<String> values = (request != null) ? Collections.list(request.getHeaders(name)) : List.of();
			return values.isEmpty() ? null : String.join(", ", values);
		}

	}

}

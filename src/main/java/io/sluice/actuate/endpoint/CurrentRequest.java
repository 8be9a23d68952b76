package io.sluice.actuate.endpoint;

import java.util.Collections;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The HTTP request that asks an endpoint now, where it is one of a servlet.
 */
final class CurrentRequest {

	private static final boolean SERVLETS = isPresent(
			"org.springframework.web.context.request.ServletRequestAttributes")
			&& isPresent("jakarta.servlet.http.HttpServletRequest");

	private CurrentRequest() {
	}

	/**
	 * Whether there is one: not where an endpoint is asked by JMX.
	 */
	static boolean exists() {
		return SERVLETS && Servlets.request() != null;
	}

	static @Nullable String remoteAddress() {
		return SERVLETS ? Servlets.remoteAddress() : null;
	}

	/**
	 * A header of it.
	 * @return all its values where it is there more than once, which is then none of
	 * those that may be
	 */
	static @Nullable String header(String name) {
		return SERVLETS ? Servlets.header(name) : null;
	}

	private static boolean isPresent(String name) {
		return ClassUtils.isPresent(name, CurrentRequest.class.getClassLoader());
	}

	/** Apart, as an application may have no web server, or another. */
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

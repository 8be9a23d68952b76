package io.sluice.autoconfigure;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The parts of a configured target: an HTTP method, a service, and a path. A handler or a
 * channel has only a name.
 *
 * @param method the method, or {@code null} if there is none
 * @param service the name of an upstream, or a URL without its path
 * @param path the path and query; empty if there is none
 */
record TargetAddress(@Nullable String method, String service, String path) {

	private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

	private static final Pattern SYNTAX = Pattern
		.compile("(?:(?<method>\\w+)\\s+)?(?<service>(?:[a-zA-Z][\\w+.-]*://)?[^/?]*)(?<path>.*)", Pattern.DOTALL);

	/**
	 * Read a target.
	 * @param target the target as configured
	 */
	static TargetAddress parse(String target) {
		Matcher matcher = SYNTAX.matcher(target.strip());
		if (!matcher.matches()) {
			return new TargetAddress(null, target, "");
		}
		return new TargetAddress(matcher.group("method"), matcher.group("service"), matcher.group("path"));
	}

	/**
	 * The HTTP method.
	 * @throws IllegalArgumentException if there is no method of that name
	 */
	String checkedMethod() {
		if (this.method == null) {
			return "POST";
		}
		if (!METHODS.contains(this.method)) {
			throw new IllegalArgumentException("'%s' is not an HTTP method: it must be one of %s, in capital letters"
				.formatted(this.method, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));
		}
		return this.method;
	}

	/**
	 * Whether the service is a URL.
	 */
	boolean isUrl() {
		return this.service.contains("://");
	}

	/**
	 * Whether the target can only be an HTTP service, and not a handler or a channel.
	 */
	boolean isRequest() {
		return isUrl() || (this.method != null && METHODS.contains(this.method));
	}

	/**
	 * Whether the target has more than a name.
	 */
	boolean hasDetails() {
		return this.method != null || !this.path.isEmpty();
	}

}

package io.sluice.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lombok.RequiredArgsConstructor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;

/**
 * Describes the endpoints that the console reads: their paths, and whether they accept
 * writes.
 */
@RequiredArgsConstructor
final class ConsoleEndpoints {

	private static final List<String> READ = List.of("sluice", "connections", "tcpsessions", "history",
			"virtualthreads", "health", "metrics");

	private final ObjectProvider<PathMappedEndpoints> endpoints;

	private final EndpointAccessResolver access;

	/** The path of the Spring MVC servlet, which serves Actuator. */
	private final String prefix;

	/**
	 * Describe the exposed endpoints.
	 * @param contextPath the path of the web application
	 * @return {@code path} and {@code writable} of each endpoint, by its id
	 */
	Map<String, Object> describe(String contextPath) {
		Map<String, Object> shown = new LinkedHashMap<>();
		for (String id : READ) {
			String path = this.endpoints.getObject().getPath(EndpointId.of(id));
			if (path != null) {
				boolean writable = this.access.accessFor(EndpointId.of(id), Access.READ_ONLY) == Access.UNRESTRICTED;
				shown.put(id, Map.of("path", contextPath + this.prefix + path, "writable", writable));
			}
		}
		return shown;
	}

}

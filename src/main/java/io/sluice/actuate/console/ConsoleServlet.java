package io.sluice.actuate.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.sluice.actuate.endpoint.AllowedHosts;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves the console: a page, its files, and {@code console.json}, which contains the
 * paths of Actuator's endpoints. The page reads everything else from these endpoints.
 */
public final class ConsoleServlet extends HttpServlet {

	/** The path of the files; the page itself is at the root. */
	public static final String PATH = "/sluice-console";

	private static final long serialVersionUID = 1L;

	/**
	 * The content security policy: the page loads nothing from other origins, and runs no
	 * inline script.
	 */
	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
			+ "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

	private static final Map<String, String> HEADERS = Map.of("Content-Security-Policy", POLICY,
			"X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer", "X-Frame-Options", "DENY",
			"Cross-Origin-Resource-Policy", "same-origin");

	private final transient AllowedHosts hosts;

	private final transient ConsoleFiles files;

	private final transient Function<String, Map<String, Object>> endpoints;

	/**
	 * Create the servlet.
	 * @param hosts the names under which the console is served
	 * @param files the files to serve
	 * @param endpoints from the context path to the properties of the endpoints that the
	 * page reads, by endpoint id
	 */
	public ConsoleServlet(AllowedHosts hosts, ConsoleFiles files, Function<String, Map<String, Object>> endpoints) {
		this.hosts = hosts;
		this.files = files;
		this.endpoints = endpoints;
	}

	@Override
	protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
		HEADERS.forEach(response::setHeader);
		String refusal = this.hosts.refusal(request.getHeader("Host"));
		if (refusal != null) {
			response.setStatus(HttpServletResponse.SC_FORBIDDEN);
			send(response, "text/plain;charset=UTF-8", refusal.getBytes(StandardCharsets.UTF_8));
			return;
		}
		String path = request.getServletPath() + ((request.getPathInfo() != null) ? request.getPathInfo() : "");
		if (path.equals(PATH + "/console.json")) {
			response.setHeader("Cache-Control", "no-store");
			send(response, "application/json", JsonMapper.shared().writeValueAsBytes(settings(request)));
			return;
		}
		ConsoleFiles.File file = this.files
			.find(path.startsWith(PATH + "/") ? path.substring(PATH.length() + 1) : ConsoleFiles.PAGE);
		if (file == null) {
			response.setStatus(HttpServletResponse.SC_NOT_FOUND);
			return;
		}
		// revalidated at each request, with a short response while the file is unchanged
		response.setHeader("Cache-Control", "no-cache");
		response.setHeader("ETag", file.tag());
		if (file.tag().equals(request.getHeader("If-None-Match"))) {
			response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
			return;
		}
		send(response, file.type(), file.content());
	}

	private Map<String, Object> settings(HttpServletRequest request) {
		Map<String, Object> settings = new LinkedHashMap<>();
		settings.put("charts", this.files.hasCharts());
		settings.put("endpoints", this.endpoints.apply(request.getContextPath()));
		return settings;
	}

	private static void send(HttpServletResponse response, String type, byte[] content) throws IOException {
		response.setContentType(type);
		response.setContentLength(content.length);
		response.getOutputStream().write(content);
	}

}

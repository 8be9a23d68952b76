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
 * Serves the console: a page, its files, and {@code console.json}, which tells the page
 * where Actuator's endpoints are. Everything else the page has from those.
 */
public final class ConsoleServlet extends HttpServlet {

	/** Below what the files are; the page itself is at the root. */
	public static final String PATH = "/sluice-console";

	private static final long serialVersionUID = 1L;

	/** The page takes nothing from elsewhere, and runs nothing that stands in it. */
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
	 * @param hosts the names under which it is served
	 * @param files what it serves
	 * @param endpoints given the context path, what the page needs to know of the
	 * endpoints it reads, by their ids
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
		// asked again each time, and answered in a line while the file is the same
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

package io.sluice.bench.servers;

import java.util.ArrayList;
import java.util.List;

import io.sluice.TcpHandler;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * Sluice as a starter, with ten routes that look into a JSON document, the last of which
 * matches. Beside them, for documents with one to three spaces before them: a route that
 * does not look, one whose handler reads the tokens, and one whose handler reads the
 * tree. The handler returns the document in all four cases.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class JsonServer {

	private static final JsonFactory FACTORY = new JsonFactory();

	private static final JsonMapper MAPPER = JsonMapper.shared();

	@TcpHandler("plain")
	byte[] plain(byte[] document) {
		return document;
	}

	@TcpHandler("tokens")
	byte[] tokens(byte[] document) {
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
			while (parser.nextToken() != null) {
				// no value is taken
			}
		}
		return document;
	}

	@TcpHandler("tree")
	byte[] tree(byte[] document) {
		if (!MAPPER.readTree(document).isObject()) {
			throw new IllegalArgumentException("not an object");
		}
		return document;
	}

	public static void main(String[] args) {
		List<String> settings = new ArrayList<>(List.of("--spring.main.web-application-type=none",
				"--spring.main.banner-mode=off", "--logging.level.root=error",
				"--sluice.listeners.json.address=127.0.0.1", "--sluice.listeners.json.port=" + args[0]));
		add(settings, 0, "plain", "starts-with=\\x20{");
		add(settings, 1, "tokens", "starts-with=\\x20\\x20{");
		add(settings, 2, "tree", "starts-with=\\x20\\x20\\x20{");
		for (int i = 0; i < 10; i++) {
			String json = "json[0].path=" + ((i % 2 == 0) ? "$.type" : "$.customer.address.country");
			add(settings, i + 3, "plain", json, "json[0].equals=" + ((i < 9) ? "other-" + i : "NO"));
		}
		new SpringApplication(JsonServer.class).run(settings.toArray(String[]::new));
		Ready.say();
	}

	private static void add(List<String> settings, int index, String to, String... conditions) {
		String route = "--sluice.listeners.json.routes[%d].".formatted(index);
		settings.add(route + "name=route-" + index);
		settings.add(route + "to=" + to);
		for (String condition : conditions) {
			settings.add(route + "when." + condition);
		}
	}

}

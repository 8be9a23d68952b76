package io.sluice.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The file that a reader of a guide writes: each snippet adds to it. A snippet that is a
 * list has routes of the listener {@code terminals}.
 */
final class GrowingConfiguration {

	private static final String LAST_ROUTE = "unsupported";

	private final Map<String, Object> tree = new LinkedHashMap<>();

	/**
	 * Read YAML.
	 */
	static Object parse(String yaml) {
		return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
	}

	void add(String snippet) {
		switch (parse(snippet)) {
			case Map<?, ?> settings -> merge(this.tree, settings);
			case List<?> routes -> routes.forEach((route) -> addRoute((Map<?, ?>) route));
			default -> throw new IllegalArgumentException("neither settings nor routes: " + snippet);
		}
	}

	/**
	 * Add settings to others, at every depth. A list replaces the one before.
	 */
	static void merge(Map<String, Object> target, Map<?, ?> settings) {
		settings.forEach((key, value) -> {
			if (value instanceof Map<?, ?> nested) {
				merge(map(target.computeIfAbsent(key.toString(), (missing) -> new LinkedHashMap<String, Object>())),
						nested);
			}
			else {
				target.put(key.toString(), (value instanceof List<?> list) ? new ArrayList<>(list) : value);
			}
		});
	}

	/**
	 * Replace the route of the same name, or put a new one before the last.
	 */
	private void addRoute(Map<?, ?> route) {
		List<Object> routes = routes();
		int last = names(routes).indexOf(LAST_ROUTE);
		int same = names(routes).indexOf(route.get("name"));
		if (same >= 0) {
			routes.set(same, route);
		}
		else {
			routes.add(last, route);
		}
	}

	private static List<Object> names(List<Object> routes) {
		return routes.stream().<Object>map((route) -> ((Map<?, ?>) route).get("name")).toList();
	}

	@SuppressWarnings("unchecked")
	private List<Object> routes() {
		return (List<Object>) map(listeners().get("terminals")).get("routes");
	}

	private Map<String, Object> listeners() {
		return map(map(this.tree.get("sluice")).get("listeners"));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Object value) {
		return (Map<String, Object>) value;
	}

	List<String> listenerNames() {
		return List.copyOf(listeners().keySet());
	}

	boolean hasUpstream(String name) {
		return map(this.tree.get("sluice")).get("upstreams") instanceof Map<?, ?> upstreams
				&& upstreams.containsKey(name);
	}

	Map<String, Object> tree() {
		return this.tree;
	}

	String yaml() {
		return new Yaml().dump(this.tree);
	}

}

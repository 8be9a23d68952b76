package io.sluice.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.sluice.routing.Route;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * Checks the routes of a listener against one another.
 */
@Slf4j(topic = "io.sluice.listener")
final class RouteValidator {

	private RouteValidator() {
	}

	/**
	 * Check the routes of a listener.
	 * @param listener the name of the listener
	 * @param settings its settings
	 * @param routes the routes, in the order of the settings
	 */
	static void check(String listener, SluiceProperties.Listener settings, List<Route> routes) {
		String listenerKey = ListenerValidator.key(listener);
		checkNames(listenerKey, settings.routes(), routes);
		checkLengths(listener, settings.framing().maxSize().toBytes(), routes);
		for (int i = 1; i < routes.size(); i++) {
			int hiding = findHiding(routes, i);
			if (hiding >= 0) {
				log.warn(
						"[{}] '{}.routes[{}]' ({}) is never reached: '{}.routes[{}]' ({}) takes {} before it. "
								+ "Move it up, or remove it",
						listener, listenerKey, i, routes.get(i).name(), listenerKey, hiding, routes.get(hiding).name(),
						routes.get(hiding).predicate());
			}
		}
	}

	private static void checkLengths(String listener, long longest, List<Route> routes) {
		for (int i = 0; i < routes.size(); i++) {
			int least = routes.get(i).predicate().minLength();
			if (least > longest) {
				log.warn(
						"[{}] '{}.routes[{}]' ({}) is never reached: its messages have at least {} bytes, "
								+ "and 'framing.max-size' is {} bytes. Raise 'framing.max-size', or remove the route",
						listener, ListenerValidator.key(listener), i, routes.get(i).name(), least, longest);
			}
		}
	}

	/**
	 * Routes without a name share the name of their target. No named route may have it
	 * too.
	 */
	private static void checkNames(String listenerKey, List<RouteProperties> settings, List<Route> routes) {
		Map<String, @Nullable Integer> named = new HashMap<>();
		for (int i = 0; i < routes.size(); i++) {
			String name = routes.get(i).name();
			Integer other = named.putIfAbsent(name, i);
			if (other != null && (settings.get(i).name() != null || settings.get(other).name() != null)) {
				throw SettingCheck.invalid("%s.routes[%d].name".formatted(listenerKey, i), name,
						"'%s.routes[%d]' has this name already; give one of them another.".formatted(listenerKey,
								other));
			}
		}
	}

	private static int findHiding(List<Route> routes, int route) {
		for (int i = 0; i < route; i++) {
			if (routes.get(i).predicate().covers(routes.get(route).predicate())) {
				return i;
			}
		}
		return -1;
	}

}

package io.sluice.routing;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The routes of a listener, in the order in which they are tried.
 *
 * @param routes the routes
 */
public record RouteTable(List<Route> routes) {

	public RouteTable {
		routes = List.copyOf(routes);
	}

	/**
	 * Find the route of a message.
	 * @param message the message
	 * @return the first route that matches, or {@code null}
	 */
	public @Nullable Route match(byte[] message) {
		for (Route route : this.routes) {
			if (route.predicate().test(message)) {
				return route;
			}
		}
		return null;
	}

}

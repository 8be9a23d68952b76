package io.sluice.actuate.metrics;

import java.util.Map;

/**
 * How many requests of a route ended how.
 */
@FunctionalInterface
public interface RouteCounts {

	/** Nothing is counted. */
	RouteCounts NONE = (listener, route) -> Map.of();

	/**
	 * Tell what has been counted since the start.
	 * @param listener the listener's name
	 * @param route the route's name; routes of one name are counted together
	 * @return the number of requests by outcome, without those that there were none of
	 */
	Map<String, Long> of(String listener, String route);

}

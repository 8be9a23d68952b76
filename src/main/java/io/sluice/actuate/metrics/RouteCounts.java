package io.sluice.actuate.metrics;

import java.util.Map;

/**
 * Counts the requests of routes by outcome.
 */
@FunctionalInterface
public interface RouteCounts {

	/** Counts nothing. */
	RouteCounts NONE = (listener, route) -> Map.of();

	/**
	 * The counts since the start.
	 * @param listener the listener's name
	 * @param route the route's name; routes with the same name are counted together
	 * @return the number of requests by outcome, without outcomes that have not occurred
	 */
	Map<String, Long> of(String listener, String route);

}

package io.sluice.connection;

import org.jspecify.annotations.Nullable;

/**
 * A request with its route.
 */
interface RoutedRequest {

	/**
	 * The route's name, or {@code null} if no route matched.
	 */
	@Nullable String route();

}

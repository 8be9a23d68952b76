package io.sluice.connection;

import org.jspecify.annotations.Nullable;

/**
 * A request that knows where it went.
 */
interface RoutedRequest {

	/**
	 * The route's name, or {@code null} where none was found.
	 */
	@Nullable String route();

}

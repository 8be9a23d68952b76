package io.sluice.autoconfigure;

import java.util.List;

import io.sluice.autoconfigure.RouteProperties.Header;
import org.jspecify.annotations.Nullable;

/**
 * What a route says of the requests to its target, beyond their content.
 *
 * @param route the key of the route
 * @param headers the headers
 * @param key the key of a record
 * @param partition the partition of a record
 */
record TargetDetails(String route, List<Header> headers, @Nullable String key, @Nullable String partition) {

	/**
	 * Those of the route's own target.
	 * @param route the key of the route
	 * @param settings its settings
	 */
	static TargetDetails of(String route, RouteProperties settings) {
		return new TargetDetails(route, settings.headers(), settings.key(), settings.partition());
	}

	/**
	 * Those of a fallback: what a route says is meant for its own target.
	 * @param route the key of the route
	 */
	static TargetDetails none(String route) {
		return new TargetDetails(route, List.of(), null, null);
	}

	/**
	 * Fail the start if there is anything.
	 * @param reason why the target takes nothing
	 */
	void checkNone(String reason) {
		checkNoHeaders(reason);
		checkNoRecord(reason);
	}

	void checkNoHeaders(String reason) {
		if (!this.headers.isEmpty()) {
			throw SettingCheck.invalidSecret(this.route + ".headers", "***",
					"Only requests over HTTP and records of a broker have headers, and %s; remove them."
						.formatted(reason));
		}
	}

	void checkNoRecord(String reason) {
		checkNoRecord("key", this.key, reason);
		checkNoRecord("partition", this.partition, reason);
	}

	private void checkNoRecord(String name, @Nullable String value, String reason) {
		if (value != null) {
			throw SettingCheck.invalid(this.route + "." + name, value,
					"Only records of a broker have it, and %s; remove it.".formatted(reason));
		}
	}

}

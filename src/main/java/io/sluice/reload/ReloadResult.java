package io.sluice.reload;

/**
 * The result of a reload.
 */
public sealed interface ReloadResult {

	/**
	 * The configuration is in force.
	 *
	 * @param report the changes
	 */
	record Applied(ReloadReport report) implements ReloadResult {

	}

	/**
	 * The configuration is invalid, and the former one stays in force.
	 *
	 * @param message the key, its value and the remedy
	 */
	record Refused(String message) implements ReloadResult {

	}

	/**
	 * No reload is possible at present.
	 *
	 * @param reason the reason
	 */
	record Unavailable(String reason) implements ReloadResult {

	}

}

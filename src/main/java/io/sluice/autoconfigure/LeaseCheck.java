package io.sluice.autoconfigure;

import java.time.Duration;

import io.sluice.process.DurationText;

/**
 * Checks the times of leases.
 */
final class LeaseCheck {

	private static final String KEY = "sluice.cluster.lease.";

	private static final Duration LONGEST = Duration.ofHours(1);

	private LeaseCheck() {
	}

	static void check(LeaseProperties lease) {
		checkRange("time-to-live", lease.timeToLive(), Duration.ofSeconds(1), "1s");
		checkRange("heartbeat", lease.heartbeat(), Duration.ofMillis(100), "100ms");
		checkRange("margin", lease.margin(), Duration.ofMillis(10), "10ms");
		checkRange("command-timeout", lease.commandTimeout(), Duration.ofMillis(10), "10ms");
		Duration least = lease.heartbeat().plus(lease.commandTimeout().multipliedBy(2)).plus(lease.margin());
		if (lease.timeToLive().compareTo(least) <= 0) {
			throw SettingCheck.invalid(KEY + "time-to-live", lease.timeToLive(),
					("It must be above 'heartbeat', two times 'command-timeout' and 'margin' together, which are %s: "
							+ "otherwise one slow renewal ends the lease.")
						.formatted(DurationText.of(least)));
		}
	}

	private static void checkRange(String key, Duration value, Duration least, String text) {
		if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
			throw SettingCheck.invalid(KEY + key, value, "It must be from %s to 1h.".formatted(text));
		}
	}

}

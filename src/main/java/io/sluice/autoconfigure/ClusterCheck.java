package io.sluice.autoconfigure;

import java.time.Duration;
import java.util.regex.Pattern;

import io.sluice.autoconfigure.SluiceProperties.Cluster;
import io.sluice.autoconfigure.SluiceProperties.Cluster.Via;
import org.jspecify.annotations.Nullable;

/**
 * Checks the settings of a cluster.
 */
final class ClusterCheck {

	static final String KEY = "sluice.cluster";

	private static final int MAX_POD = 253;

	private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

	private static final Duration MAX_SKEW = Duration.ofSeconds(10);

	private static final int MIN_PAYLOAD = 1024;

	private static final int MAX_PAYLOAD = 64 * 1024 * 1024;

	private ClusterCheck() {
	}

	/**
	 * Check the settings.
	 */
	static void check(Cluster cluster) {
		String pod = cluster.pod();
		if (pod != null && (pod.isBlank() || pod.length() > MAX_POD)) {
			throw SettingCheck.invalid(KEY + ".pod", pod,
					"It must have 1 to %d characters; remove it for the name of the host.".formatted(MAX_POD));
		}
		if (!PREFIX.matcher(cluster.prefix()).matches()) {
			throw SettingCheck.invalid(KEY + ".prefix", cluster.prefix(),
					"It must have 1 to 64 letters, digits and '.', '_', '-' or ':'.");
		}
		if (cluster.clockSkew().isNegative() || cluster.clockSkew().compareTo(MAX_SKEW) > 0) {
			throw SettingCheck.invalid(KEY + ".clock-skew", cluster.clockSkew(), "It must be from 0ms to 10s.");
		}
		long payload = cluster.maxPayload().toBytes();
		if (payload < MIN_PAYLOAD || payload > MAX_PAYLOAD) {
			throw SettingCheck.invalid(KEY + ".max-payload", cluster.maxPayload(), "It must be from 1KB to 64MB.");
		}
		if (cluster.required() && cluster.via() == Via.NONE) {
			throw SettingCheck.invalid(KEY + ".required", true,
					"There is no engine that could be required; set '%s.via', or remove this key.".formatted(KEY));
		}
		checkChannel(cluster, ".outbound", cluster.outbound());
		checkChannel(cluster, ".inbound", cluster.inbound());
	}

	private static void checkChannel(Cluster cluster, String child, @Nullable String name) {
		if (cluster.via() == Via.CHANNELS) {
			SettingCheck.required(KEY + child, name, "the name of a message channel of the application");
		}
		else if (name != null) {
			throw SettingCheck.invalid(KEY + child, name,
					"Only 'via: channels' uses message channels; set '%s.via' to 'channels', or remove this key."
						.formatted(KEY));
		}
	}

}

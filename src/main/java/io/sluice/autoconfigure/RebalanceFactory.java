package io.sluice.autoconfigure;

import java.time.Duration;

import io.sluice.autoconfigure.SluiceProperties.Rebalance;
import io.sluice.cluster.ClosingRate;
import io.sluice.cluster.RebalanceRule;

/**
 * Creates and checks the rules by which listeners give connections away.
 */
final class RebalanceFactory {

	private static final double LEAST_SKEW = 1.05;

	private static final double MOST_SKEW = 100;

	private static final Duration LONGEST = Duration.ofDays(365);

	private RebalanceFactory() {
	}

	/**
	 * Check the settings of a listener.
	 * @param key the key of the listener
	 * @param cluster the settings of the cluster
	 */
	static void check(String key, SluiceProperties.Listener listener, SluiceProperties.Cluster cluster) {
		Rebalance rebalance = listener.rebalance();
		if (rebalance == null) {
			return;
		}
		rule(key, rebalance);
		if (cluster.via() == SluiceProperties.Cluster.Via.NONE) {
			throw new BadSettingException("'%s.rebalance' needs a cluster.".formatted(key),
					"The pods must know how many connections the others have: set 'sluice.cluster.via', or remove 'rebalance'.");
		}
	}

	/**
	 * The rule of a listener.
	 * @param key the key of the listener
	 */
	static RebalanceRule rule(String key, Rebalance settings) {
		if (!(settings.maxSkew() >= LEAST_SKEW && settings.maxSkew() <= MOST_SKEW)) {
			throw SettingCheck.invalid(key + ".rebalance.max-skew", settings.maxSkew(), "It must be from 1.05 to 100.");
		}
		if (settings.minAge().isNegative() || settings.minAge().compareTo(LONGEST) > 0) {
			throw SettingCheck.invalid(key + ".rebalance.min-age", settings.minAge(), "It must be from 0s to 365d.");
		}
		return new RebalanceRule(settings.maxSkew(),
				SettingCheck.parse(key + ".rebalance.rate", settings.rate(), ClosingRate::parse), settings.minAge());
	}

}

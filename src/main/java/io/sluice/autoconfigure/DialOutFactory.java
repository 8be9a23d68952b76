package io.sluice.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.sluice.admission.limits.DialPlan;
import io.sluice.process.Backoff;
import io.sluice.process.DurationText;
import io.sluice.process.Lease;
import io.sluice.socket.HostAndPort;
import org.jspecify.annotations.Nullable;

/**
 * Creates and checks the settings of a listener that connects to its clients.
 */
final class DialOutFactory {

	/** The keys of a listener that accepts clients. */
	private static final List<String> OF_ACCEPTING = List.of("port", "backlog", "limits.max-connections",
			"limits.max-connections-per-address", "limits.connections-per-second", "access", "proxy-protocol",
			"rebalance", "ssl.client-auth", "ssl.sni", "ssl.session-timeout");

	/** The keys of a listener that connects. */
	private static final List<String> OF_CONNECTING = List.of("reconnect", "leader");

	private static final Duration LONGEST = Duration.ofDays(1);

	private DialOutFactory() {
	}

	/**
	 * Check that a listener does not mix the keys of accepting with those of connecting.
	 * The keys are read as they are written, because a bound record does not show whether
	 * a key is set.
	 * @param key the key of the listener
	 * @param settings its settings as they are written
	 */
	static void checkKeys(String key, Object settings) {
		if (find(settings, "connect") == null) {
			for (String of : OF_CONNECTING) {
				if (find(settings, of) != null) {
					throw SettingCheck.invalid(key + "." + of, find(settings, of),
							"It is for a listener that connects to its clients; set 'connect' too, or remove this key.");
				}
			}
			return;
		}
		for (String other : OF_ACCEPTING) {
			Object value = find(settings, other);
			if (value != null) {
				throw SettingCheck.invalid(key + "." + other, value,
						"A listener with 'connect' accepts no clients; remove this key, or 'connect'.");
			}
		}
	}

	private static @Nullable Object find(@Nullable Object settings, String path) {
		int dot = path.indexOf('.');
		String first = (dot < 0) ? path : path.substring(0, dot);
		if (settings instanceof Map<?, ?> map) {
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				if (toUniform(String.valueOf(entry.getKey())).equals(toUniform(first))) {
					return (dot < 0) ? entry.getValue() : find(entry.getValue(), path.substring(dot + 1));
				}
			}
		}
		return null;
	}

	private static String toUniform(String key) {
		return key.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * Check the settings of a listener with {@code connect}.
	 */
	static void check(String key, SluiceProperties.Listener listener) {
		targets(key, listener);
		SluiceProperties.Reconnect reconnect = listener.reconnect();
		checkDelay(key + ".reconnect.backoff", reconnect.backoff(), Duration.ofMillis(1));
		checkDelay(key + ".reconnect.max-backoff", reconnect.maxBackoff(), reconnect.backoff());
	}

	private static void checkDelay(String key, Duration delay, Duration least) {
		if (delay.compareTo(least) < 0 || delay.compareTo(LONGEST) > 0) {
			throw SettingCheck.invalid(key, delay,
					"It must be from %s to 1d.".formatted(least.equals(Duration.ofMillis(1)) ? "1ms"
							: "'reconnect.backoff', which is " + DurationText.of(least) + ","));
		}
	}

	/**
	 * The servers that a listener connects to.
	 * @return their addresses; empty for a listener that listens
	 */
	static List<HostAndPort> targets(String key, SluiceProperties.Listener listener) {
		List<HostAndPort> targets = new ArrayList<>();
		for (String address : listener.connect()) {
			String element = "%s.connect[%d]".formatted(key, targets.size());
			HostAndPort target = SettingCheck.parse(element, address, HostAndPort::parse);
			if (targets.contains(target)) {
				throw SettingCheck.invalid(element, address,
						"It is in the list twice, and a client has one connection; remove one of the two.");
			}
			targets.add(target);
		}
		return targets;
	}

	/**
	 * The plan of a listener's connections to its clients.
	 * @param lease the lease without which there is none, or {@code null}
	 */
	static DialPlan plan(String key, SluiceProperties.Listener listener, @Nullable Lease lease) {
		return new DialPlan(targets(key, listener), listener.address(), listener.timeouts().handshake(),
				new Backoff(listener.reconnect().backoff(), listener.reconnect().maxBackoff()), lease);
	}

}

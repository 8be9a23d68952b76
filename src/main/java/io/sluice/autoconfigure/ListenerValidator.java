package io.sluice.autoconfigure;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.sluice.actuate.endpoint.AllowedHosts;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Checks the settings of the gateway and of all listeners, beyond their types.
 */
final class ListenerValidator {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]+");

	/** The paths under {@code /actuator/sluice} that are not listeners. */
	private static final Set<String> RESERVED = Set.of("explain", "reload", "upstreams");

	private static final int MAX_PIPELINE = 1024;

	private static final int MAX_PORT = 65535;

	private static final int MAX_LIMIT = 10_000_000;

	private static final int MAX_LOGGED = 4096;

	private static final String NO_LIMIT = "; 0 is no limit";

	private ListenerValidator() {
	}

	static String key(String listener) {
		return "sluice.listeners." + listener;
	}

	static void check(Map<String, SluiceProperties.Listener> listeners) {
		listeners.forEach(ListenerValidator::check);
		List<Map.Entry<String, SluiceProperties.Listener>> enabled = new ArrayList<>();
		listeners.entrySet().stream().filter((entry) -> entry.getValue().enabled()).forEach((entry) -> {
			enabled.forEach((other) -> checkDistinct(other, entry));
			enabled.add(entry);
		});
	}

	static void checkName(String name) {
		checkName("sluice.listeners", "A listener's", name);
		if (RESERVED.contains(name)) {
			throw SettingCheck.invalid(key(name), name,
					"The names 'explain', 'reload' and 'upstreams' are reserved for paths of /actuator/sluice; choose another one.");
		}
	}

	/**
	 * Check a name that is part of keys and of names of beans.
	 * @param prefix the prefix of the key
	 * @param whose the subject of the message
	 */
	static void checkName(String prefix, String whose, String name) {
		if (!NAME.matcher(name).matches()) {
			throw SettingCheck.invalid(prefix + "." + name, name,
					whose + " name consists of letters, digits and dashes.");
		}
	}

	private static void checkPort(String key, @Nullable Integer port) {
		if (port == null) {
			throw SettingCheck.invalid(key + ".port", null,
					"It must be from 1 to 65535, or 0 for any free port. A listener that connects to its clients has 'connect' instead.");
		}
		SettingCheck.checkRange(key + ".port", port, 0, MAX_PORT, "; 0 is any free port");
	}

	private static void check(String name, SluiceProperties.Listener listener) {
		String key = key(name);
		if (listener.connect().isEmpty()) {
			checkPort(key, listener.port());
		}
		else {
			DialOutFactory.check(key, listener);
		}
		SettingCheck.checkRange(key + ".backlog", listener.backlog(), 1, MAX_PORT, " clients");
		new SocketConfigurer(key, listener).check();
		SettingCheck.checkRange(key + ".executor.max-threads", listener.executor().maxThreads(), 1, 100_000, "");
		checkPipeline(key, listener);
		if (!listener.charset().canEncode()) {
			throw SettingCheck.invalid(key + ".charset", listener.charset(),
					"This charset can only be read, not written; set another one, such as UTF-8.");
		}
		SettingCheck.checkTimeout(key + ".request-timeout", listener.requestTimeout());
		SettingCheck.checkTimeout(key + ".timeouts.frame", listener.timeouts().frame());
		SettingCheck.checkTimeout(key + ".timeouts.push", listener.timeouts().push());
		SettingCheck.checkTimeout(key + ".timeouts.write", listener.timeouts().write());
		SettingCheck.checkTimeout(key + ".timeouts.handshake", listener.timeouts().handshake());
		checkLongTimeout(key + ".timeouts.idle", listener.timeouts().idle());
		checkLongTimeout(key + ".timeouts.max-age", listener.timeouts().maxAge());
		checkLimits(key + ".limits.", listener.limits());
		if (listener.routes().isEmpty()) {
			throw SettingCheck.invalid(key + ".routes", null,
					"A listener needs at least one route, such as '- to: echo', in its list of routes.");
		}
	}

	private static void checkPipeline(String key, SluiceProperties.Listener listener) {
		SettingCheck.checkRange(key + ".pipeline", listener.pipeline(), 1, MAX_PIPELINE, " requests");
		if (listener.pipeline() > 1 && listener.executor().type() == SluiceProperties.Executor.Type.POOL) {
			throw SettingCheck.invalid(key + ".pipeline", listener.pipeline(),
					"Above 1, it needs virtual threads; set '%s.executor.type' to 'virtual', or this to 1."
						.formatted(key));
		}
	}

	private static void checkLimits(String key, SluiceProperties.Limits limits) {
		SettingCheck.checkRange(key + "max-connections", limits.maxConnections(), 0, MAX_LIMIT, NO_LIMIT);
		SettingCheck.checkRange(key + "max-connections-per-address", limits.maxConnectionsPerAddress(), 0, MAX_LIMIT,
				NO_LIMIT);
		SettingCheck.checkRange(key + "connections-per-second", limits.connectionsPerSecond(), 0, MAX_LIMIT, NO_LIMIT);
		SettingCheck.checkRange(key + "requests-per-second", limits.requestsPerSecond(), 0, MAX_LIMIT, NO_LIMIT);
		SettingCheck.checkRange(key + "max-requests-in-flight", limits.maxRequestsInFlight(), 0, MAX_LIMIT, NO_LIMIT);
		SettingCheck.checkRange(key + "max-outstanding", limits.maxOutstanding(), 0, MAX_LIMIT, NO_LIMIT);
		SettingCheck.checkRange(key + "max-pending-pushes", limits.maxPendingPushes(), 1, 100_000, " pushes");
		checkOverhead(key + "max-overhead", limits.maxOverhead());
	}

	private static void checkOverhead(String key, DataSize overhead) {
		if (overhead.toBytes() < 1024 || overhead.toBytes() > DataSize.ofGigabytes(1).toBytes()) {
			throw SettingCheck.invalid(key, overhead, "It must be from 1KB to 1GB.");
		}
	}

	/**
	 * Check the settings of the process and of all listeners.
	 */
	static void check(SluiceProperties properties) {
		SettingCheck.checkRange("sluice.limits.max-connections", properties.limits().maxConnections(), 0, MAX_LIMIT,
				"; 0 is all file descriptors but 512");
		MemoryLimit.check(properties);
		SluiceProperties.Shutdown shutdown = properties.shutdown();
		checkPause("sluice.shutdown.accept-for", shutdown.acceptFor());
		checkPause("sluice.shutdown.close-spread", shutdown.closeSpread());
		if (shutdown.timeout() != null) {
			checkPause("sluice.shutdown.timeout", shutdown.timeout());
		}
		LeaseCheck.check(properties.cluster().lease());
		checkAccessLog(properties.accessLog());
		checkHosts("sluice.console.allowed-hosts", properties.console().allowedHosts());
		check(properties.listeners());
		properties.listeners()
			.forEach((name, listener) -> RebalanceFactory.check(key(name), listener, properties.cluster()));
	}

	private static void checkAccessLog(SluiceProperties.AccessLog accessLog) {
		String key = "sluice.access-log.payload";
		long bytes = accessLog.payload().toBytes();
		if (bytes < 0 || bytes > MAX_LOGGED) {
			throw SettingCheck.invalid(key, accessLog.payload(), "It must be from 0B to 4KB.");
		}
		if (bytes > 0 && accessLog.per() != SluiceProperties.AccessLog.Per.REQUEST) {
			throw SettingCheck.invalid(key, accessLog.payload(),
					"Only requests have a payload; set 'sluice.access-log.per' to 'request', or this to 0B.");
		}
	}

	private static void checkHosts(String key, List<String> hosts) {
		for (int i = 0; i < hosts.size(); i++) {
			if (!AllowedHosts.isHost(hosts.get(i))) {
				throw SettingCheck.invalid("%s[%d]".formatted(key, i), hosts.get(i),
						"It must be a host name without scheme, port and path, such as gateway.example.com.");
			}
		}
	}

	private static void checkPause(String key, Duration duration) {
		if (duration.isNegative() || duration.compareTo(Duration.ofHours(1)) > 0) {
			throw SettingCheck.invalid(key, duration, "It must be from 0s to 1h.");
		}
	}

	private static void checkLongTimeout(String key, Duration timeout) {
		if (timeout.isNegative() || timeout.compareTo(Duration.ofDays(365)) > 0) {
			throw SettingCheck.invalid(key, timeout, "It must be from 1ms to 365d, or 0s for no limit.");
		}
	}

	private static void checkDistinct(Map.Entry<String, SluiceProperties.Listener> one,
			Map.Entry<String, SluiceProperties.Listener> other) {
		Integer port = other.getValue().port();
		if (port != null && port != 0 && port.equals(one.getValue().port())
				&& overlap(one.getValue().address(), other.getValue().address())) {
			throw SettingCheck.invalid(key(other.getKey()) + ".port", port,
					"The listener '%s' has this port already; give one of them another port or address."
						.formatted(one.getKey()));
		}
	}

	private static boolean overlap(@Nullable InetAddress one, @Nullable InetAddress other) {
		return one == null || other == null || one.isAnyLocalAddress() || other.isAnyLocalAddress()
				|| one.equals(other);
	}

}

package io.sluice.autoconfigure;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Merges into the running settings those that can change without a restart: routes,
 * upstreams, limits, and the addresses that may connect.
 */
final class SettingsMerge {

	private SettingsMerge() {
	}

	/**
	 * The settings that a reload puts in force.
	 * @param running the settings in force
	 * @param next the new settings
	 */
	static SluiceProperties merge(SluiceProperties running, SluiceProperties next) {
		Map<String, SluiceProperties.Listener> listeners = new LinkedHashMap<>();
		running.listeners()
			.forEach((name, listener) -> listeners.put(name, merge(listener, next.listeners().get(name))));
		Map<String, UpstreamProperties> upstreams = new LinkedHashMap<>();
		next.upstreams()
			.forEach((name, upstream) -> upstreams.put(name, merge(running.upstreams().get(name), upstream)));
		running.listeners().forEach((name, listener) -> {
			if (listener.enabled() && staysUntilRestart(listener, next.listeners().get(name))) {
				keepUpstreams(listener, running.upstreams(), upstreams);
			}
		});
		return RecordCopy.with(running,
				Map.of("limits", next.limits(), "upstreams", upstreams, "listeners", listeners));
	}

	private static SluiceProperties.Listener merge(SluiceProperties.Listener running,
			SluiceProperties.@Nullable Listener next) {
		if (next == null || staysUntilRestart(running, next)) {
			return running;
		}
		if (!running.enabled()) {
			return next;
		}
		Map<String, @Nullable Object> changes = new HashMap<>();
		changes.put("limits", next.limits());
		changes.put("access", next.access());
		changes.put("deadLetter", next.deadLetter());
		changes.put("routes", next.routes());
		return RecordCopy.with(running, changes);
	}

	private static boolean staysUntilRestart(SluiceProperties.Listener running,
			SluiceProperties.@Nullable Listener next) {
		return next == null || next.enabled() != running.enabled();
	}

	/**
	 * Keep the upstreams of a listener that stays unchanged until a restart: its routes
	 * need them.
	 */
	private static void keepUpstreams(SluiceProperties.Listener listener, Map<String, UpstreamProperties> running,
			Map<String, UpstreamProperties> upstreams) {
		for (RouteProperties route : listener.routes()) {
			for (String target : route.targets()) {
				String name = TargetAddress.parse(target).service();
				UpstreamProperties used = running.get(name);
				if (used != null) {
					upstreams.putIfAbsent(name, used);
				}
			}
		}
	}

	/**
	 * A service keeps its protocol until a restart.
	 */
	private static UpstreamProperties merge(@Nullable UpstreamProperties running, UpstreamProperties next) {
		boolean same = running == null || (running.url() != null) == (next.url() != null);
		return (same || running == null) ? next : running;
	}

}

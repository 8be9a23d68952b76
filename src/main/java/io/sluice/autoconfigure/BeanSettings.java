package io.sluice.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * The settings that decide which beans exist, read before there are any beans.
 *
 * @param upstreams those of the upstreams, by name
 * @param listeners those of the listeners, by name
 */
record BeanSettings(Map<String, UpstreamShape> upstreams, Map<String, ListenerShape> listeners) {

	private static final String LISTENERS = "sluice.listeners";

	private static final String UPSTREAMS = "sluice.upstreams";

	/**
	 * Read the settings, and check all keys as they are written.
	 */
	static BeanSettings read(Environment environment) {
		// the binder ignores many errors that this check finds
		new ConfigurationWalk(KeyTree.SLUICE).check(environment);
		Binder binder = Binder.get(environment);
		Map<String, UpstreamShape> upstreams = binder.bind(UPSTREAMS, Bindable.mapOf(String.class, UpstreamShape.class))
			.orElse(Map.of());
		upstreams.forEach(BeanSettings::check);
		Map<String, ListenerShape> listeners = binder.bind(LISTENERS, Bindable.mapOf(String.class, ListenerShape.class))
			.orElse(Map.of());
		return new BeanSettings(upstreams, withDefaults(listeners, binder));
	}

	private static void check(String name, UpstreamShape shape) {
		UpstreamChecks.checkName(name);
		if (shape.url() != null && !shape.to().isEmpty()) {
			throw SettingCheck.invalid(UpstreamChecks.key(name) + ".to", shape.to(), UpstreamChecks.EITHER);
		}
		if (shape.url() != null) {
			UpstreamChecks.checkLibrary(UpstreamChecks.key(name) + ".url", shape.url());
		}
	}

	/**
	 * A listener that sets none of these settings has no shape, but exists.
	 */
	private static Map<String, ListenerShape> withDefaults(Map<String, ListenerShape> shapes, Binder binder) {
		Map<String, ListenerShape> complete = new LinkedHashMap<>();
		binder.bind(LISTENERS, Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of())
			.forEach((name, settings) -> {
				ListenerValidator.checkName(name);
				DialOutFactory.checkKeys(ListenerValidator.key(name), settings);
				complete.put(name, shapes.getOrDefault(name, ListenerShape.DEFAULT));
			});
		return complete;
	}

	/**
	 * The settings of an upstream.
	 *
	 * @param url the URL of an upstream over HTTP
	 * @param to the addresses of an upstream over TCP
	 */
	record UpstreamShape(@Nullable String url, @DefaultValue List<String> to) {

	}

	/**
	 * The settings of a listener.
	 *
	 * @param enabled whether the listener has beans
	 * @param executor whether the listener has a pool
	 */
	record ListenerShape(@DefaultValue("true") boolean enabled, @DefaultValue SluiceProperties.Executor executor) {

		static final ListenerShape DEFAULT = new ListenerShape(true,
				new SluiceProperties.Executor(SluiceProperties.Executor.Type.VIRTUAL, 1));

	}

}

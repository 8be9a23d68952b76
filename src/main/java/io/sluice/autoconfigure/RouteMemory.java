package io.sluice.autoconfigure;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.sluice.upstream.Outage;

/**
 * The parts of routes that count requests or have them wait: the gates of targets, rate
 * limits, and outages. A route whose settings have not changed keeps its parts in a
 * reload.
 */
final class RouteMemory {

	private final Map<Key, Object> former;

	private final Map<Key, Object> parts = new HashMap<>();

	/**
	 * Create a memory without parts.
	 */
	RouteMemory() {
		this.former = Map.of();
	}

	private RouteMemory(RouteMemory former) {
		this.former = former.parts;
	}

	/**
	 * A memory for the next routes, which takes parts from this one.
	 */
	RouteMemory successor() {
		return new RouteMemory(this);
	}

	/**
	 * The part of a route.
	 * @param <T> its type
	 * @param type its type
	 * @param settings all settings that it depends on
	 * @param creation creates it, if the former routes had none with these settings
	 */
	<T> T part(Class<T> type, Object settings, Supplier<T> creation) {
		int number = 0;
		// routes without a name share the name of their target, so their settings can be
		// equal
		while (this.parts.containsKey(new Key(type, settings, number))) {
			number++;
		}
		Key key = new Key(type, settings, number);
		Object known = this.former.get(key);
		T part = (known != null) ? type.cast(known) : creation.get();
		this.parts.put(key, part);
		return part;
	}

	/**
	 * Put the parts in force, and release those that no route has any more.
	 */
	void install() {
		this.parts.values().forEach((part) -> {
			if (part instanceof Outage kept) {
				kept.install();
			}
		});
		this.former.forEach((key, part) -> {
			if (part instanceof Outage dropped && !this.parts.containsKey(key)) {
				dropped.release();
			}
		});
	}

	private record Key(Class<?> type, Object settings, int number) {

	}

}

package io.sluice.test;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.PropertySource;

/**
 * The properties {@code local.sluice.<listener>.port}.
 */
final class ListenerPortSource extends PropertySource<ListenerPorts> {

	private static final String PREFIX = "local.sluice.";

	private static final String SUFFIX = ".port";

	private final Set<String> listeners;

	ListenerPortSource(ListenerPorts ports, Set<String> listeners) {
		super("sluiceListenerPorts", ports);
		this.listeners = listeners;
	}

	@Override
	public @Nullable Object getProperty(String name) {
		if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX) || name.length() <= PREFIX.length() + SUFFIX.length()) {
			return null;
		}
		String listener = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
		return this.listeners.contains(listener) ? this.source.get(listener) : null;
	}

}

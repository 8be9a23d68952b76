package io.sluice.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * Whether connections remember their latest events.
 */
public enum EventMemory {

	/** They remember nothing. */
	OFF,

	/** They remember their latest events, for an operator who looks at one of them. */
	RECENT;

	/**
	 * Create the memory of a connection.
	 * @param openedAt the {@link System#nanoTime()} at which it was accepted
	 * @return {@code null} if it remembers nothing
	 */
	public @Nullable RecentEvents begin(long openedAt) {
		return (this == RECENT) ? new RecentEvents(openedAt) : null;
	}

}

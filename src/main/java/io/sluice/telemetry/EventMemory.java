package io.sluice.telemetry;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The memory of the process for its operator: the latest events of each open connection,
 * and the latest errors of each listener. Any thread.
 */
public final class EventMemory {

	/** Nothing is remembered. */
	public static final EventMemory OFF = new EventMemory(null);

	private final @Nullable RecentErrors errors;

	private EventMemory(@Nullable RecentErrors errors) {
		this.errors = errors;
	}

	/**
	 * Create a memory that has nothing to remember yet.
	 */
	public static EventMemory on() {
		return new EventMemory(new RecentErrors());
	}

	/**
	 * Whether anything is remembered.
	 */
	public boolean isOn() {
		return this.errors != null;
	}

	/**
	 * Create the memory of a connection.
	 * @param openedAt the {@link System#nanoTime()} at which it was accepted
	 * @return {@code null} if it remembers nothing
	 */
	public @Nullable RecentEvents begin(long openedAt) {
		return (this.errors != null) ? new RecentEvents(openedAt) : null;
	}

	/**
	 * Remember an error.
	 */
	public void record(RecentError error) {
		if (this.errors != null) {
			this.errors.record(error);
		}
	}

	/**
	 * The latest errors of all listeners, the newest first.
	 * @return {@code null} if none are remembered
	 */
	public @Nullable List<RecentError> errors() {
		return (this.errors != null) ? this.errors.list() : null;
	}

}

package io.sluice.telemetry;

import io.sluice.process.LogLimit;

/**
 * The limits of warnings that could come with every message of a listener, one for each
 * kind, so that none hides another.
 *
 * @param replies replies that cannot be sent
 * @param framing failures of the framing
 */
public record ListenerWarnings(LogLimit replies, LogLimit framing) {

	/**
	 * Create limits that allow a line of each kind at once.
	 */
	public ListenerWarnings() {
		this(new LogLimit(), new LogLimit());
	}

}

package io.sluice.process;

import java.util.Locale;

/**
 * What clients can make the process hold: in lower case, the {@code kind} tag of the
 * metric {@code sluice.memory.used}.
 */
public enum MemoryKind {

	/** A flat charge for each open connection. */
	CONNECTIONS,

	/** Buffers of 64 KB beyond those that the pools keep. */
	BUFFERS,

	/** Arrays over 256 bytes that hold half-read frames. */
	FRAMES,

	/** What TLS holds for the largest record that a connection has seen. */
	TLS,

	/**
	 * Payloads, from their last byte until their request has ended: those over 8 KB, and
	 * smaller ones once a quarter of the budget is used.
	 */
	PAYLOADS,

	/**
	 * Replies of such sizes, and pushes, until the operating system has taken them.
	 */
	REPLIES;

	private final String tag = name().toLowerCase(Locale.ROOT);

	/**
	 * The kind as metrics and health details spell it.
	 * @return such as {@code connections}
	 */
	public String tag() {
		return this.tag;
	}

}

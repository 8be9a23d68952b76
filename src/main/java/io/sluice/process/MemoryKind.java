package io.sluice.process;

import java.util.Locale;

/**
 * A kind of memory that clients can make the process hold. In lower case it is the
 * {@code kind} tag of the metric {@code sluice.memory.used}.
 */
public enum MemoryKind {

	/** A fixed charge for each open connection. */
	CONNECTIONS,

	/** Buffers of 64 KB beyond those that the pools keep. */
	BUFFERS,

	/** Arrays over 256 bytes that hold half-read frames. */
	FRAMES,

	/** The buffers of TLS for the largest record of a connection. */
	TLS,

	/**
	 * Payloads, from their last byte to the end of their request: those over 8 KB, and
	 * smaller ones while more than a quarter of the budget is used.
	 */
	PAYLOADS,

	/**
	 * Replies and pushes, by the same sizes, until the operating system has taken them.
	 */
	REPLIES;

	private final String tag = name().toLowerCase(Locale.ROOT);

	/**
	 * The kind in the spelling of metrics and health details.
	 * @return for example {@code connections}
	 */
	public String tag() {
		return this.tag;
	}

}

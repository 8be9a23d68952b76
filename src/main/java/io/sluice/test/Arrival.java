package io.sluice.test;

import org.jspecify.annotations.Nullable;

/**
 * What the other end sent: a message, bytes that are none, or the end of the stream.
 *
 * @param kind what it is
 * @param message the message, or {@code null} if it is none
 * @param words what came instead of a message, in words for a failure
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its message alone
record Arrival(Kind kind, byte @Nullable [] message, String words) {

	static Arrival of(byte[] message) {
		return new Arrival(Kind.MESSAGE, message, "");
	}

	static Arrival of(Kind kind, String words) {
		return new Arrival(kind, null, words);
	}

	/**
	 * Describe it as what came instead.
	 */
	String describe() {
		return (this.message != null) ? Bytes.describe(this.message) : this.words;
	}

	/** What came. */
	enum Kind {

		/** A message. */
		MESSAGE,

		/** A rejected frame. The next message can be read. */
		REJECTED,

		/** Bytes after which nothing more can be read. */
		GARBAGE,

		/** The end of the stream. */
		CLOSED

	}

}

package io.sluice.test;

import org.jspecify.annotations.Nullable;

/**
 * What the other end sent: a message, or the end of the stream.
 *
 * @param message the message, or {@code null} at the end
 * @param end how the stream ended, in words for a failure
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its message alone
record Arrival(byte @Nullable [] message, String end) {

	static Arrival of(byte[] message) {
		return new Arrival(message, "");
	}

	static Arrival end(String how) {
		return new Arrival(null, how);
	}

	/**
	 * Describe it as what came instead.
	 */
	String describe() {
		return (this.message != null) ? Bytes.describe(this.message) : this.end;
	}

}

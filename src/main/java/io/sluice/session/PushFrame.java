package io.sluice.session;

import lombok.RequiredArgsConstructor;

/**
 * The bytes of a push, with those of its framing.
 */
@RequiredArgsConstructor
public final class PushFrame {

	/** The reason for a message that is not a reply. */
	public enum Purpose {

		/** The application pushes it to one session. */
		PUSH,

		/** The application asks one session. */
		ASK,

		/** The application pushes it to many sessions. */
		BROADCAST,

		/** The listener sends it on its own: a greeting or a heartbeat. */
		PROMPT

	}

	private final byte[] bytes;

	private final int size;

	private final Purpose purpose;

	/**
	 * The bytes; not changed.
	 */
	public byte[] bytes() {
		return this.bytes;
	}

	/**
	 * The size of the message without its framing.
	 */
	public int size() {
		return this.size;
	}

	public Purpose purpose() {
		return this.purpose;
	}

	/**
	 * Whether pushes to other sessions have the same bytes, so that they are not charged
	 * to one session.
	 */
	public boolean isShared() {
		return this.purpose == Purpose.BROADCAST || this.purpose == Purpose.PROMPT;
	}

}

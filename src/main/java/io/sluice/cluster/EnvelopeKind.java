package io.sluice.cluster;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * What an envelope is about. The code of a kind never changes.
 */
@RequiredArgsConstructor
enum EnvelopeKind {

	/** A pod lives. */
	BEAT(1),

	/** A pod stops, and has closed its sessions. */
	LEAVE(2),

	/** A session has got a name. */
	CLAIM(3),

	/** A session has a name that it got when the engine was away. */
	CLAIM_AGAIN(4),

	/** A session keeps a name that another pod has claimed. */
	KEEP(5),

	/** A session has given back a name that sessions of other pods may have too. */
	RELEASE(6),

	/** A message for a session. */
	PUSH(7),

	/** A message for a session, whose answer is awaited. */
	ASK(8),

	/** A search for sessions. */
	FIND(9),

	/** A message for all sessions. */
	BROADCAST(10),

	/** The end of a session. */
	CLOSE(11),

	/** What became of a request. */
	ANSWER(12),

	/** A session, inside another envelope. */
	SESSION(13),

	/** What became of a push to a session, inside another envelope. */
	FAILURE(14);

	private final int code;

	int code() {
		return this.code;
	}

	/**
	 * The kind that has a code, or {@code null}.
	 */
	static @Nullable EnvelopeKind of(int code) {
		EnvelopeKind[] all = values();
		return (code > 0 && code <= all.length) ? all[code - 1] : null;
	}

}

package io.sluice.cluster;

import lombok.RequiredArgsConstructor;

/**
 * What a pod answers to a request. The code of a kind never changes.
 */
@RequiredArgsConstructor
enum AnswerKind {

	/** The pod has no such session, or no longer; it has done nothing. */
	ABSENT(1),

	/** What became of a push. */
	PUSHED(2),

	/** The answer of the client to an ask. */
	ANSWERED(3),

	/** An ask was not sent, and will not be. */
	NOT_SENT(4),

	/** An ask was sent, and has no answer. */
	UNANSWERED(5),

	/** The session cannot be asked at all. */
	UNSUPPORTED(6),

	/** The sessions that a search has found. */
	FOUND(7),

	/** What became of a broadcast. */
	COUNTED(8);

	private final int code;

	long code() {
		return this.code;
	}

	/**
	 * The kind of an answer.
	 * @throws MalformedEnvelopeException if it has none that this version knows
	 */
	static AnswerKind of(Envelope answer) {
		long code = answer.number(EnvelopeField.ANSWER);
		for (AnswerKind kind : values()) {
			if (kind.code == code) {
				return kind;
			}
		}
		throw new MalformedEnvelopeException("it is an answer of kind %d".formatted(code));
	}

}

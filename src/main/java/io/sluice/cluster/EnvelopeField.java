package io.sluice.cluster;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * The fields of envelopes. The tag and the type of a field never change; a version may
 * add fields, which older ones skip.
 */
@RequiredArgsConstructor
enum EnvelopeField {

	/** The id of the process that sent it. */
	POD_ID(1, Type.TEXT, 64, 1),

	/** The name of the pod that sent it. */
	POD(2, Type.TEXT, 1024, 1),

	/** The sender's clock, in milliseconds. */
	TIME(3, Type.NUMBER, 8, 1),

	/** The number of open connections. */
	CONNECTIONS(4, Type.NUMBER, 8, 1),

	/** The number of names. */
	NAMES(5, Type.NUMBER, 8, 1),

	/** Whether the engine knows all names. */
	COMPLETE(6, Type.NUMBER, 8, 1),

	/** The names of the listeners. */
	LISTENERS(7, Type.TEXTS, 64 * 1024, 1),

	/** Whether the receivers are to send a beat of theirs at once. */
	SOLICIT(8, Type.NUMBER, 8, 1),

	/** The name of a listener. */
	LISTENER(9, Type.TEXT, 1024, 1),

	/** The name of a session. */
	NAME(10, Type.TEXT, 1024, 1),

	/** The number of a claim, among those of its pod. */
	CLAIM(11, Type.NUMBER, 8, 1),

	/** When a session got its name, by its pod's clock, in milliseconds. */
	NAMED_AT(12, Type.NUMBER, 8, 1),

	/** The id of the pod whose claim is answered. */
	TARGET_POD(13, Type.TEXT, 64, 1),

	/** The number of the claim that is answered. */
	TARGET_CLAIM(14, Type.NUMBER, 8, 1),

	/** The number of a request, among those of its pod. */
	REQUEST(15, Type.NUMBER, 8, 1),

	/** From when a request has no effect, by its sender's clock, in milliseconds. */
	DEADLINE(16, Type.NUMBER, 8, 1),

	/** The id of a session. */
	SESSION_ID(17, Type.TEXT, 1024, 1),

	/** A message as text, in the charset of the session's listener. */
	TEXT(18, Type.TEXT, Integer.MAX_VALUE, 1),

	/** A message as bytes. */
	BYTES(19, Type.BYTES, Integer.MAX_VALUE, 1),

	/** The code of an {@link AnswerKind}. */
	ANSWER(20, Type.NUMBER, 8, 1),

	/** The name of a push's outcome. */
	OUTCOME(21, Type.TEXT, 64, 1),

	/** Whether a push is partial. */
	PARTIAL(22, Type.NUMBER, 8, 1),

	/** Why there is no other outcome. */
	REASON(23, Type.TEXT, 4096, 1),

	/** Sessions. */
	SESSIONS(24, Type.ENVELOPES, Integer.MAX_VALUE, 1),

	/** The address of a client. */
	ADDRESS(25, Type.BYTES, 16, 1),

	/** The port of a client. */
	PORT(26, Type.NUMBER, 8, 1),

	/** The subject of a client's certificate. */
	TLS_SUBJECT(27, Type.TEXT, 16 * 1024, 1),

	/** The alternative names of a client's certificate. */
	TLS_NAMES(28, Type.TEXTS, 64 * 1024, 1),

	/** The names of a session. */
	IDENTITIES(29, Type.TEXTS, 64 * 1024, 1),

	/** How many pushes were written. */
	WRITTEN(30, Type.NUMBER, 8, 1),

	/** How many pushes were stuck. */
	STUCK(31, Type.NUMBER, 8, 1),

	/** How many pushes have failed. */
	FAILED(32, Type.NUMBER, 8, 1),

	/** What became of the pushes that were not written. */
	FAILURES(33, Type.ENVELOPES, Integer.MAX_VALUE, 2),

	/** The numbers of connections of listeners that rebalance. */
	LOADS(34, Type.TEXTS, 64 * 1024, 2),

	/** The roles of the leases that the sender holds. */
	LEASES(35, Type.TEXTS, 64 * 1024, 2);

	/** The types of fields. */
	enum Type {

		/** A {@code Long}. */
		NUMBER,

		/** A {@code String}. */
		TEXT,

		/** A {@code byte[]}. */
		BYTES,

		/** A {@code List<String>}. */
		TEXTS,

		/** A {@code List<Envelope>}, without further lists. */
		ENVELOPES

	}

	private static final @Nullable EnvelopeField[] BY_TAG = byTag();

	private final int tag;

	private final Type type;

	private final int maxLength;

	/** The version that has brought it. */
	private final int since;

	int tag() {
		return this.tag;
	}

	Type type() {
		return this.type;
	}

	int maxLength() {
		return this.maxLength;
	}

	/**
	 * Whether a version has it.
	 */
	boolean isKnown(int version) {
		return this.since <= version;
	}

	/**
	 * The field that has a tag, or {@code null}.
	 */
	static @Nullable EnvelopeField of(int tag) {
		return (tag >= 0 && tag < BY_TAG.length) ? BY_TAG[tag] : null;
	}

	private static @Nullable EnvelopeField[] byTag() {
		@Nullable EnvelopeField[] fields = new EnvelopeField[Byte.MAX_VALUE];
		for (EnvelopeField field : values()) {
			fields[field.tag] = field;
		}
		return fields;
	}

}

package io.sluice.fleet;

import java.util.List;

/**
 * A request of a device.
 *
 * @param kind what the application does
 * @param value a name, a size, or the id of a message that the application sends
 */
record Request(Kind kind, String value) {

	/**
	 * Whether this is the reply to the request.
	 * @param reply the value of the reply
	 * @param messages the messages that the device has received before the reply
	 * @param session the session that the request is from
	 */
	boolean isReply(String reply, List<String> messages, String session) {
		return switch (this.kind) {
			case LOGIN -> reply.equals(session);
			case WORK -> reply.length() == Integer.parseInt(this.value) && reply.chars().allMatch((c) -> c == 'x');
			case SELF -> !reply.equals("WRITTEN") || messages.contains(this.value);
			case QUERY -> !reply.startsWith("ANS,") || reply.equals("ANS," + this.value + "," + session);
		};
	}

	/**
	 * What must have become of the message that the application has sent.
	 * @param reply the value of the reply, or {@code null} if there was none
	 * @param session the session that the request is from
	 */
	Fate fate(String reply, String session) {
		return switch (reply) {
			case null -> new Fate(session, Fate.Delivery.AT_MOST_ONCE);
			case "WRITTEN" -> new Fate(session, Fate.Delivery.ONCE);
			case "unanswered" -> new Fate(session, Fate.Delivery.AT_MOST_ONCE);
			case String answer when answer.startsWith("ANS,") -> new Fate(session, Fate.Delivery.ONCE);
			// not written, so perhaps in part
			case "STUCK", "FAILED" -> new Fate(session, Fate.Delivery.AT_MOST_ONCE);
			default -> Fate.NEVER;
		};
	}

	/** What the application does. */
	enum Kind {

		/** Names the session, and answers with its id. */
		LOGIN,
		/** Answers by many bytes. */
		WORK,
		/** Pushes to the session, and answers with the outcome. */
		SELF,
		/** Asks the session, and answers with its answer. */
		QUERY

	}

}

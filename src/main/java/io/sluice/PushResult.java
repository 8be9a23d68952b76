package io.sluice;

import org.jspecify.annotations.Nullable;

/**
 * The result of a push.
 *
 * @param outcome what became of the message
 * @param session the session that the push went to, or {@code null} if there was none
 * @param partial whether the write had begun, so that the client may have received the
 * message, in whole or in part; always {@code true} if it was written
 * @param reason the reason why the message was not written; empty if it was written
 * @param pod the name of the pod whose session it was, or {@code null} if that is this
 * process
 */
public record PushResult(Outcome outcome, @Nullable TcpSession session, boolean partial, String reason,
		@Nullable String pod) {

	/**
	 * Create the result of a push to a session of this process.
	 * @param outcome what became of the message
	 * @param session the session that the push went to, or {@code null} if there was none
	 * @param partial whether the write had begun
	 * @param reason the reason why the message was not written
	 */
	public PushResult(Outcome outcome, @Nullable TcpSession session, boolean partial, String reason) {
		this(outcome, session, partial, reason, null);
	}

	/**
	 * {@return whether the operating system has taken the message}
	 */
	public boolean isWritten() {
		return this.outcome == Outcome.WRITTEN;
	}

	/** The outcomes of a push. */
	public enum Outcome {

		/**
		 * The operating system has taken the whole message, to send it to the client.
		 * This does not mean that the client has received it: while a client does not
		 * read, or its network is cut, the operating system takes messages until its
		 * buffers are full.
		 */
		WRITTEN,

		/** No such session is open. Nothing was sent, and nothing will be. */
		NOT_CONNECTED,

		/**
		 * Sessions of several listeners have the name. Nothing was sent, and nothing will
		 * be.
		 */
		AMBIGUOUS,

		/**
		 * The client did not read for {@code timeouts.push}, or too many pushes to it
		 * wait. Nothing was sent, and nothing will be, unless the result is partial: then
		 * the session is closed if the client does not read for {@code timeouts.write}.
		 */
		STUCK,

		/**
		 * The message cannot be sent: the listener's framing cannot carry it, no memory
		 * is left for it, or, if the result is partial, the connection broke.
		 */
		FAILED,

		/**
		 * No pod of the cluster has told what became of the message before its deadline.
		 * If the result is partial, it may have been written until then; it will not be
		 * written later. Otherwise nothing was sent, and it is not known whether the
		 * session is open.
		 */
		UNKNOWN,

		/**
		 * No session of this process has the name, and the other pods of the cluster
		 * cannot be reached. Nothing was sent, and nothing will be.
		 */
		UNAVAILABLE

	}

}

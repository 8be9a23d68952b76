package io.sluice.spi;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Decides what a client receives for the result of a route. Called by the thread that
 * writes the reply. An exception fails the request.
 */
public interface ReplyFormat {

	/**
	 * Check that a request can be answered, before its target runs. Called by the thread
	 * that routes the request; an exception fails it.
	 * @param request the request as it was routed
	 */
	default void check(Message<byte[]> request) {
		// most formats can answer any request
	}

	/**
	 * Make the reply for a request that has not failed.
	 * @param request the request as it was routed
	 * @param reply the reply of the target, or {@code null} if it gave none
	 * @return the reply for the client, or {@code null} for none
	 */
	byte @Nullable [] reply(Message<byte[]> request, byte @Nullable [] reply);

	/**
	 * Whether {@link #reply} makes a text that has nothing of the target's reply, so that
	 * the framing completes it by {@link Framing#toReply(byte[], byte[])}.
	 * @return {@code false} unless overridden
	 */
	default boolean isText() {
		return false;
	}

	/**
	 * Make the error reply for a request that has failed.
	 * @param error the error
	 * @return the error reply, or {@code null} for that of the listener
	 */
	byte @Nullable [] errorReply(TcpError error);

	/**
	 * Whether a failed request for which {@link #errorReply} makes no error reply may
	 * have that of the listener.
	 * @param error the error
	 * @return {@code true} unless overridden
	 */
	default boolean isErrorReplyWanted(TcpError error) {
		return true;
	}

}

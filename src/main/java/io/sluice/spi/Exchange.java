package io.sluice.spi;

import io.sluice.CloseReason;
import io.sluice.TcpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * One request and its one reply: the reply channel in the headers of every request. The
 * first message sent to it is the reply; any later message is dropped and counted.
 */
public interface Exchange extends ReplyChannel {

	/**
	 * Record the request as it arrives at the routing stage. If an interceptor of the
	 * listener's channel has replaced the request, the replacement goes on. Called once,
	 * before the routing.
	 * @param received the request, or its replacement
	 * @throws IllegalStateException if the message belongs to another exchange
	 */
	void receive(Message<byte[]> received);

	/**
	 * Record the route of the request. Called once, by the routing stage.
	 * @param route the route's name
	 * @param reply when the target answers
	 * @param format makes the client's reply, or {@code null} if the target's reply goes
	 * to the client as it is
	 * @return the message that the target receives
	 */
	Message<byte[]> recordRoute(String route, ReplyTiming reply, @Nullable ReplyFormat format);

	/**
	 * Record what keeps the request if it fails for good. Called by the routing stage.
	 * @param letters keeps the request
	 */
	void recordDeadLetters(DeadLetters letters);

	/**
	 * Send the request to its target: at once, or when the connection lets it run. Called
	 * once, after {@link #recordRoute}, by the same thread.
	 * @param request the message that the target receives
	 * @param target the target
	 * @throws RuntimeException any exception of the target on this thread
	 */
	void deliver(Message<byte[]> request, Delivery target);

	/**
	 * {@return whether the request has ended, so that a reply comes too late} Any thread.
	 */
	boolean isEnded();

	/**
	 * {@return the session of the request} Any thread.
	 */
	TcpSession session();

	/**
	 * {@return the framing in which the reply is written} Any thread.
	 */
	Framing framing();

	/**
	 * Record that the request is sent to its target again. Called after
	 * {@link #recordRoute}, by the same thread.
	 */
	void recordRetry();

	/**
	 * Record that the request is sent to the fallback of its route. Called after
	 * {@link #recordRoute}, by the same thread.
	 * @param target the fallback's name
	 */
	void recordFallback(String target);

	/**
	 * Count a reply that is not for the client, because another attempt answers it or has
	 * answered it. Any thread.
	 * @param late the reply
	 */
	void dropReply(Message<?> late);

	/**
	 * When a target answers.
	 */
	enum ReplyTiming {

		/** Before its send returns, or never. */
		ON_RETURN,

		/** At any time, on any thread. */
		AWAITED,

		/** Never: a message that the target sends is not for the client. */
		NONE

	}

	/**
	 * The client's connection that requests come from, for a target that keeps something
	 * as long as it is open. Any thread.
	 */
	interface Connection {

		/**
		 * Take no further request, and close after the requests already read have been
		 * answered. Does not block.
		 * @param reason the close reason; the first one counts
		 */
		void finish(CloseReason reason);

		/**
		 * {@return whether all requests have been answered, and a reply has not been
		 * written yet} A push would overtake it.
		 */
		boolean isReplying();

	}

}

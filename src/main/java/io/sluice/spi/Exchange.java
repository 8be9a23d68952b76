package io.sluice.spi;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

/**
 * One request and its one reply: the reply channel in the headers of every request. The
 * first message sent to it is the reply; any later message is dropped and counted.
 */
public interface Exchange extends MessageChannel {

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
	Message<byte[]> recordRoute(String route, Reply reply, @Nullable ReplyFormat format);

	/**
	 * Record that the target goes on after its send has returned. Called by the sending
	 * thread, before the return.
	 * @param work completes when the target completes
	 */
	void continueWith(CompletionStage<?> work);

	/**
	 * When a target answers.
	 */
	enum Reply {

		/** Before its send returns, or never. */
		ON_RETURN,

		/** At any time, on any thread. */
		AWAITED,

		/** Never: a message that the target sends is not for the client. */
		NONE

	}

}

package io.sluice.spi;

import java.util.concurrent.CompletionStage;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

/**
 * One request and the one reply it may have: the reply channel in every request's
 * headers. The first message sent to it is the reply; any later one is dropped and
 * counted.
 */
public interface Exchange extends MessageChannel {

	/**
	 * Note the request as it arrives at the routing stage: what an interceptor of the
	 * listener's channel made of it goes on. Called once, before it is routed.
	 * @param received the request, or what it was replaced by
	 * @throws IllegalStateException if that belongs to another exchange
	 */
	void receive(Message<byte[]> received);

	/**
	 * Note where the request goes; called once, by the routing stage.
	 * @param route the route's name
	 * @param reply when the target answers
	 * @return the request as the target is to receive it
	 */
	Message<byte[]> routed(String route, Reply reply);

	/**
	 * The target goes on when its send returns. Called by the thread that sends, before
	 * that.
	 * @param work completes when the target does
	 */
	void goesOnWith(CompletionStage<?> work);

	/**
	 * When a target answers.
	 */
	enum Reply {

		/** Before its send returns, or not at all. */
		ON_RETURN,

		/** At any time and from any thread. */
		AWAITED,

		/** Never: what it sends is not for the client. */
		NONE

	}

}

package io.sluice.spi;

import org.springframework.messaging.Message;

/**
 * Decides whether a message takes a route. A bean of this type is used where a route's
 * {@code when.predicate} has its name. Called for each message on the thread of its
 * connection, so it must be thread-safe and must not block.
 */
@FunctionalInterface
public interface RoutePredicate {

	/**
	 * {@return whether the message matches} An exception fails the request as {@code
	 * HANDLER_ERROR}.
	 * @param message the message, with the headers of {@link io.sluice.SluiceHeaders}
	 */
	boolean test(Message<byte[]> message);

}

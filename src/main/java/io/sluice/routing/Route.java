package io.sluice.routing;

import java.util.function.Predicate;

import io.sluice.spi.Exchange;

import org.springframework.messaging.MessageChannel;

/**
 * A route: a predicate and the target of the messages that match it.
 *
 * @param name the route's name, in headers and metrics
 * @param predicate matches messages; its text describes it
 * @param target the destination of the requests
 * @param reply when the target answers
 */
public record Route(String name, Predicate<byte[]> predicate, Target target, Exchange.Reply reply) {

	/**
	 * The target of a route.
	 *
	 * @param name its name in the configuration
	 * @param channel the channel that receives the requests
	 * @param channelName the channel's bean name
	 */
	public record Target(String name, MessageChannel channel, String channelName) {

	}

}

package io.sluice.routing;

import java.util.function.Predicate;

import io.sluice.spi.Exchange;

import org.springframework.messaging.MessageChannel;

/**
 * Where the requests go that match a predicate.
 *
 * @param name the route's name, in headers and metrics
 * @param predicate which messages it is for; its text says that in words
 * @param target where they are sent
 * @param reply when the target answers
 */
public record Route(String name, Predicate<byte[]> predicate, Target target, Exchange.Reply reply) {

	/**
	 * Where requests are sent.
	 *
	 * @param name its name in the configuration
	 * @param channel takes the requests
	 * @param channelName that channel's bean name
	 */
	public record Target(String name, MessageChannel channel, String channelName) {

	}

}

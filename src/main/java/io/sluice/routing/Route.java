package io.sluice.routing;

import java.util.function.Predicate;

import io.sluice.Exchange;

import org.springframework.messaging.MessageChannel;

/**
 * Where the requests go that match a predicate.
 *
 * @param name the route's name, in headers and metrics
 * @param predicate which messages it is for
 * @param target the channel they are sent to
 * @param targetName the target as the configuration names it
 * @param reply when the target answers
 */
public record Route(String name, Predicate<byte[]> predicate, MessageChannel target, String targetName,
		Exchange.Reply reply) {

}

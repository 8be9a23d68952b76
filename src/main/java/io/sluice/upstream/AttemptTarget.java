package io.sluice.upstream;

import io.sluice.spi.Exchange;

import org.springframework.messaging.MessageChannel;

/**
 * A target to which a request may be sent.
 *
 * @param name its name in the configuration
 * @param channel the channel that receives the requests
 * @param reply when it answers
 */
public record AttemptTarget(String name, MessageChannel channel, Exchange.ReplyTiming reply) {

}

package io.sluice.routing;

import java.util.List;

import io.sluice.spi.Availability;
import io.sluice.spi.DeadLetters;
import io.sluice.spi.Delivery;
import io.sluice.spi.Exchange;
import io.sluice.spi.MessageTransformer;
import io.sluice.spi.ReplyFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/**
 * A route: a predicate and the target of the messages that match it.
 *
 * @param name the route's name, in headers and metrics
 * @param predicate matches messages; its text describes it
 * @param target the destination of the requests
 * @param reply when the target answers
 * @param transforms change a request before the target receives it, in order
 * @param format makes the client's reply, or {@code null} if the target's reply goes to
 * the client as it is
 * @param rate admits the requests of this route, or {@code null} for no limit
 * @param deadLetters keeps the requests that fail for good, or {@code null} if nothing
 * does
 */
public record Route(String name, MessagePredicate predicate, Target target, Exchange.ReplyTiming reply,
		List<MessageTransformer> transforms, @Nullable ReplyFormat format, @Nullable RouteRate rate,
		@Nullable DeadLetters deadLetters) {

	public Route {
		transforms = List.copyOf(transforms);
	}

	/**
	 * This route with another time of the target's answer.
	 * @param timing when the target answers
	 */
	public Route withReply(Exchange.ReplyTiming timing) {
		return new Route(this.name, this.predicate, this.target, timing, this.transforms, this.format, this.rate,
				this.deadLetters);
	}

	/**
	 * This route with another channel.
	 * @param channel receives the requests
	 */
	public Route withChannel(MessageChannel channel) {
		return new Route(
				this.name, this.predicate, new Target(this.target.name(), channel, this.target.channelName(),
						this.target.mode(), this.target.kept()),
				this.reply, this.transforms, this.format, this.rate, this.deadLetters);
	}

	/**
	 * This route with something else that keeps its failed requests.
	 * @param letters keeps them, or {@code null} if nothing does
	 */
	public Route withDeadLetters(@Nullable DeadLetters letters) {
		return new Route(this.name, this.predicate, this.target, this.reply, this.transforms, this.format, this.rate,
				letters);
	}

	/**
	 * The target of a route.
	 *
	 * @param name its name in the configuration
	 * @param channel the channel that receives the requests
	 * @param channelName the channel's bean name
	 * @param mode how its requests are sent while others of their connection are at their
	 * targets
	 * @param kept whether the application may store the request or correlate it, so that
	 * it needs an id, a timestamp and headers of its own
	 */
	public record Target(String name, MessageChannel channel, String channelName, Mode mode,
			boolean kept) implements Delivery {

		@Override
		public Availability availability() {
			return (this.channel instanceof Availability known) ? known : Availability.ALWAYS;
		}

		@Override
		public void send(Message<byte[]> request) {
			Message<byte[]> sent = this.kept
					? new GenericMessage<>(request.getPayload(), new MessageHeaders(request.getHeaders())) : request;
			if (!this.channel.send(sent)) {
				throw new MessageDeliveryException(request,
						"'%s' did not take the request".formatted(this.channelName));
			}
		}

	}

}

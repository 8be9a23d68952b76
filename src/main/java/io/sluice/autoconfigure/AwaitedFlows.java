package io.sluice.autoconfigure;

import io.sluice.handler.context.HandlerContext;
import io.sluice.routing.Route;
import io.sluice.routing.TransactionalChannel;
import io.sluice.spi.Exchange.ReplyTiming;
import io.sluice.upstream.AttemptTarget;
import io.sluice.upstream.GuardedChannel;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

import org.springframework.messaging.MessageChannel;

/**
 * Has the routes with a reply text await the reply of a flow that hands messages over. A
 * class of its own, loaded only if a route has a reply text.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
final class AwaitedFlows {

	private final String listener;

	private final FlowWalk walk;

	/**
	 * Have a route await its flow, and the flow of its fallback, where needed.
	 */
	Route await(Route route) {
		if (route.target().channel() instanceof GuardedChannel guarded) {
			return route.withChannel(guarded.map(this::await));
		}
		return isHandedOver(route.target().channel(), route.reply()) ? route.withReply(ReplyTiming.AWAITED) : route;
	}

	private AttemptTarget await(AttemptTarget target) {
		return isHandedOver(target.channel(), target.reply())
				? new AttemptTarget(target.name(), target.channel(), ReplyTiming.AWAITED) : target;
	}

	private boolean isHandedOver(MessageChannel channel, ReplyTiming timing) {
		String handOver = (timing == ReplyTiming.ON_RETURN)
				? this.walk.findHandOver(TransactionalChannel.unwrap(HandlerContext.unwrap(channel))) : null;
		if (handOver != null) {
			log.info("[{}] the reply text waits for the reply of the flow, because {} hands messages over",
					this.listener, handOver);
		}
		return handOver != null;
	}

}

package io.sluice.upstream;

import java.util.function.UnaryOperator;

import io.sluice.process.LogLimit;
import io.sluice.spi.Exchange;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHandlingException;

/**
 * The target of a route with a failure policy around it. The send returns when the
 * request has been answered or has failed, whenever the target itself answers.
 */
@RequiredArgsConstructor
public final class GuardedChannel implements MessageChannel {

	private final GuardedRoute route;

	private final FailurePolicy policy;

	private final LogLimit warnings = new LogLimit();

	/**
	 * The channel inside a guarded one.
	 * @param channel a guarded channel, or any other
	 * @return the channel of the target, or the other channel itself
	 */
	public static MessageChannel unwrap(MessageChannel channel) {
		return (channel instanceof GuardedChannel guarded) ? guarded.route.target().channel() : channel;
	}

	/**
	 * The target of requests that a guarded channel's own target does not answer.
	 * @param channel a guarded channel, or any other
	 * @return the fallback, or {@code null} if there is none
	 */
	public static @Nullable AttemptTarget fallback(MessageChannel channel) {
		return (channel instanceof GuardedChannel guarded) ? guarded.route.fallback() : null;
	}

	/**
	 * The same policy around other targets.
	 * @param change makes a target from that of the route, and from the fallback
	 * @return the channel
	 */
	public GuardedChannel map(UnaryOperator<AttemptTarget> change) {
		AttemptTarget fallback = this.route.fallback();
		return new GuardedChannel(new GuardedRoute(this.route.listener(), this.route.name(),
				change.apply(this.route.target()), (fallback != null) ? change.apply(fallback) : null), this.policy);
	}

	@Override
	public boolean send(Message<?> request, long timeout) {
		if (!(request.getHeaders().getReplyChannel() instanceof Exchange exchange)) {
			throw new MessageDeliveryException(request, "Only a request of a Sluice listener has a failure policy");
		}
		try {
			Message<?> reply = answer(request, exchange);
			if (reply != null) {
				exchange.send(reply);
			}
			return true;
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new MessageHandlingException(request, "'%s' failed".formatted(this.route.target().name()), ex);
		}
	}

	/**
	 * Have a request answered. Waits for the answer.
	 * @return the reply, or {@code null} for none
	 * @throws Throwable the failure of the target, or of the fallback
	 */
	@Nullable Message<?> answer(Message<?> request, Exchange exchange) throws Throwable {
		return new GuardedRequest(this.route, this.policy, request, exchange).answer(this.warnings);
	}

	@Override
	public String toString() {
		return this.route.target().channel().toString();
	}

}

package io.sluice.upstream;

import java.time.Duration;

import io.sluice.spi.Availability;
import io.sluice.spi.Exchange;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageDeliveryException;

/**
 * The target of a route whose connections wait while it cannot be reached. Requests that
 * the target has not received are kept, and sent when it can be reached.
 */
public final class WaitingChannel implements MessageChannel, Availability {

	private final AttemptTarget target;

	private final Outage outage;

	private final Wait wait;

	/** Whether the client gets an answer. */
	private final boolean answered;

	/**
	 * Create a channel.
	 * @param outage whether the target cannot be reached
	 * @param target the target
	 * @param wait how requests wait for it
	 * @param answered whether the client gets an answer
	 */
	public WaitingChannel(Outage outage, AttemptTarget target, Wait wait, boolean answered) {
		outage.prepare(target);
		this.outage = outage;
		this.target = target;
		this.wait = wait;
		this.answered = answered;
	}

	Outage outage() {
		return this.outage;
	}

	FailureSorter sorter() {
		return this.wait.sorter();
	}

	boolean isPrompt() {
		return this.wait.prompt();
	}

	boolean isAnswered() {
		return this.answered;
	}

	@Override
	public boolean isDown() {
		return this.outage.isDown();
	}

	@Override
	public void awaitBy(Runnable action) {
		this.outage.awaitBy(action);
	}

	@Override
	public void leave(Runnable action) {
		this.outage.leave(action);
	}

	@Override
	public boolean send(Message<?> request, long timeout) {
		if (!(request.getHeaders().getReplyChannel() instanceof Exchange exchange)) {
			throw new MessageDeliveryException(request, "Only a request of a Sluice listener waits for its target");
		}
		new WaitingRequest(this, request, exchange, this.outage.nextNumber(),
				System.nanoTime() + this.wait.patience().toNanos())
			.begin();
		return true;
	}

	@Override
	public String toString() {
		return this.target.channel().toString();
	}

	/**
	 * How requests wait for a target.
	 *
	 * @param sorter finds out what a failure means
	 * @param patience how long a request waits
	 * @param prompt whether a send to the target returns without a wait
	 */
	public record Wait(FailureSorter sorter, Duration patience, boolean prompt) {

	}

}

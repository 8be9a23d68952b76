package io.sluice.listener;

import org.springframework.integration.history.MessageHistory;
import org.springframework.integration.support.management.metrics.MetricsCaptor;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageDeliveryException;

/**
 * Hands the requests of a listener's connections to its flow. Every request has its
 * exchange as reply channel, so that nothing is wrapped, copied or waited for here.
 */
public final class SluiceInboundGateway extends StrictInboundGateway {

	/** Started with the last, and stopped with the first of an application. */
	public static final int PHASE = Integer.MAX_VALUE;

	private boolean tracked;

	public SluiceInboundGateway(SluiceServerConnectionFactory factory, MessageChannel requestChannel) {
		super(factory, requestChannel);
		setPhase(PHASE);
	}

	/**
	 * Send a request into the flow.
	 * @throws RuntimeException whatever the flow throws on the calling thread
	 */
	@Override
	public void onMessage(Message<?> message) {
		MessageChannel channel = getRequestChannel();
		Message<?> sent = this.tracked ? MessageHistory.write(message, this) : message;
		if (channel == null || !channel.send(sent)) {
			throw new MessageDeliveryException(sent,
					"The flow did not take the request: was it dropped by an interceptor?");
		}
	}

	/**
	 * Whether it is a part of the message history.
	 */
	@Override
	public void setShouldTrack(boolean shouldTrack) {
		this.tracked = shouldTrack;
	}

	/**
	 * Not timed by Spring Integration: {@code sluice.requests} says it better.
	 */
	@Override
	public void registerMetricsCaptor(MetricsCaptor metricsCaptor) {
	}

	/**
	 * Stop several listeners at once: each drains on a thread of its own.
	 */
	@Override
	protected void doStop(Runnable callback) {
		Thread.ofPlatform().name(getComponentName() + "-stop").start(() -> {
			try {
				doStop();
			}
			finally {
				callback.run();
			}
		});
	}

}

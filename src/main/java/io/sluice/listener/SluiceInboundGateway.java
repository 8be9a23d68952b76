package io.sluice.listener;

import org.springframework.integration.history.MessageHistory;
import org.springframework.integration.support.management.metrics.MetricsCaptor;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageDeliveryException;

/**
 * Sends the requests of a listener's connections into its flow. The reply channel of a
 * request is its exchange, so the gateway wraps, copies and awaits nothing.
 */
public final class SluiceInboundGateway extends StrictInboundGateway {

	/**
	 * The phase of listeners: the last to start and the first to stop in an application.
	 */
	public static final int PHASE = Integer.MAX_VALUE;

	private boolean tracked;

	public SluiceInboundGateway(SluiceServerConnectionFactory factory, MessageChannel requestChannel) {
		super(factory, requestChannel);
		setPhase(PHASE);
	}

	/**
	 * Send a request into the flow.
	 * @throws RuntimeException any exception that the flow throws on the calling thread
	 */
	@Override
	public void onMessage(Message<?> message) {
		MessageChannel channel = getRequestChannel();
		Message<?> sent = this.tracked ? MessageHistory.write(message, this) : message;
		if (channel == null || !channel.send(sent)) {
			throw new MessageDeliveryException(sent,
					"The flow did not take the request, which an interceptor may have dropped");
		}
	}

	/**
	 * Whether the gateway is a part of the message history.
	 */
	@Override
	public void setShouldTrack(boolean shouldTrack) {
		this.tracked = shouldTrack;
	}

	/**
	 * Not timed by Spring Integration: {@code sluice.requests} is more precise.
	 */
	@Override
	public void registerMetricsCaptor(MetricsCaptor metricsCaptor) {
	}

	/**
	 * Stop several listeners at once: each one drains on a thread of its own.
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

package io.sluice.autoconfigure;

import java.lang.reflect.Method;

import org.springframework.beans.DirectFieldAccessor;
import org.springframework.integration.channel.AbstractExecutorChannel;
import org.springframework.integration.channel.AbstractMessageChannel;
import org.springframework.integration.channel.NullChannel;
import org.springframework.integration.channel.PublishSubscribeChannel;
import org.springframework.integration.channel.ReactiveStreamsSubscribableChannel;
import org.springframework.integration.endpoint.IntegrationConsumer;
import org.springframework.integration.endpoint.ReactiveStreamsConsumer;
import org.springframework.integration.handler.AbstractMessageProducingHandler;
import org.springframework.integration.handler.CompositeMessageHandler;
import org.springframework.integration.handler.DelayHandler;
import org.springframework.integration.handler.ReactiveMessageHandlerAdapter;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.PollableChannel;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import org.springframework.util.ReflectionUtils;

/**
 * Detects the channels and endpoints that hand a message over to another thread or to a
 * broker. It cannot detect a hand-over inside the application's code, such as an
 * {@code @Async} method.
 */
final class ThreadHandOver {

	private static final String INTEGRATION = "org.springframework.integration.";

	private ThreadHandOver() {
	}

	static boolean isHandOver(Object channel) {
		return switch (channel) {
			case NullChannel _ -> false;
			case PublishSubscribeChannel publishing ->
				new DirectFieldAccessor(publishing).getPropertyValue("executor") != null;
			case ExecutorSubscribableChannel executing -> executing.getExecutor() != null;
			default -> channel instanceof PollableChannel || channel instanceof AbstractExecutorChannel
					|| channel instanceof ReactiveStreamsSubscribableChannel || isOfBroker(channel);
		};
	}

	/**
	 * Spring Integration has the channels of each broker in a package of its own.
	 */
	private static boolean isOfBroker(Object channel) {
		if (!(channel instanceof AbstractMessageChannel)) {
			return false;
		}
		Class<?> type = channel.getClass();
		while (!type.getName().startsWith(INTEGRATION)) {
			type = type.getSuperclass();
		}
		return !type.getPackageName().equals(AbstractMessageChannel.class.getPackageName());
	}

	static boolean isHandOver(IntegrationConsumer consumer) {
		return consumer instanceof ReactiveStreamsConsumer || isHandOverHandler(consumer.getHandler());
	}

	private static boolean isHandOverHandler(MessageHandler handler) {
		return switch (handler) {
			case DelayHandler _, ReactiveMessageHandlerAdapter _ -> true;
			case CompositeMessageHandler chain ->
				chain.getHandlers().stream().anyMatch(ThreadHandOver::isHandOverHandler);
			case AbstractMessageProducingHandler producing -> isAsync(producing);
			default -> false;
		};
	}

	private static boolean isAsync(AbstractMessageProducingHandler handler) {
		Method isAsync = ReflectionUtils.findMethod(handler.getClass(), "isAsync");
		if (isAsync == null) {
			return false;
		}
		ReflectionUtils.makeAccessible(isAsync);
		return Boolean.TRUE.equals(ReflectionUtils.invokeMethod(isAsync, handler));
	}

}

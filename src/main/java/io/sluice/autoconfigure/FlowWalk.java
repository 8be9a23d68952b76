package io.sluice.autoconfigure;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.integration.core.MessageProducer;
import org.springframework.integration.endpoint.IntegrationConsumer;
import org.springframework.integration.handler.CompositeMessageHandler;
import org.springframework.integration.handler.DiscardingMessageHandler;
import org.springframework.integration.router.AbstractMessageRouter;
import org.springframework.integration.router.RecipientListRouter;
import org.springframework.integration.support.context.NamedComponent;
import org.springframework.integration.support.management.MappingMessageRouterManagement;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;

/**
 * Follows a flow from channel to channel, and looks for the first hand-over to another
 * thread. It sees only channels and endpoints that are beans and expose their outputs.
 */
final class FlowWalk {

	private final ListableBeanFactory beanFactory;

	/** Found with the first walk, as many gateways need none. */
	private @Nullable Collection<IntegrationConsumer> consumers;

	FlowWalk(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Find the first hand-over, at which a send returns before the message has been
	 * handled.
	 * @param start the first channel of the flow
	 * @return a description of the channel or endpoint, or {@code null} if none is found
	 */
	@Nullable String findHandOver(MessageChannel start) {
		Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Deque<MessageChannel> ahead = new ArrayDeque<>(List.of(start));
		while (!ahead.isEmpty()) {
			Object channel = target(ahead.remove());
			String found = seen.add(channel) ? findHandOver(channel, ahead) : null;
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private @Nullable String findHandOver(Object channel, Deque<MessageChannel> ahead) {
		if (ThreadHandOver.isHandOver(channel)) {
			return "the channel '%s'"
				.formatted((channel instanceof NamedComponent named) ? named.getComponentName() : channel);
		}
		for (IntegrationConsumer consumer : consumers()) {
			MessageChannel input = consumer.getInputChannel();
			if (input != null && target(input) == channel) {
				if (ThreadHandOver.isHandOver(consumer)) {
					return "the endpoint '%s'".formatted(consumer.getComponentName());
				}
				addOutputs(consumer.getHandler(), ahead);
			}
		}
		return null;
	}

	private Collection<IntegrationConsumer> consumers() {
		if (this.consumers == null) {
			this.consumers = this.beanFactory.getBeansOfType(IntegrationConsumer.class).values();
		}
		return this.consumers;
	}

	private void addOutputs(MessageHandler handler, Deque<MessageChannel> ahead) {
		if (handler instanceof CompositeMessageHandler chain) {
			chain.getHandlers().forEach((link) -> addOutputs(link, ahead));
		}
		if (handler instanceof MessageProducer producer) {
			add(producer.getOutputChannel(), ahead);
		}
		if (handler instanceof DiscardingMessageHandler discarding) {
			add(discarding.getDiscardChannel(), ahead);
		}
		if (handler instanceof AbstractMessageRouter router) {
			add(router.getDefaultOutputChannel(), ahead);
		}
		if (handler instanceof RecipientListRouter router) {
			router.getRecipients().forEach((recipient) -> add(recipient.getChannel(), ahead));
		}
		if (handler instanceof MappingMessageRouterManagement router) {
			router.getChannelMappings().values().forEach((name) -> add(find(name), ahead));
		}
	}

	private @Nullable MessageChannel find(String name) {
		return (this.beanFactory.containsBean(name) && this.beanFactory.isTypeMatch(name, MessageChannel.class))
				? this.beanFactory.getBean(name, MessageChannel.class) : null;
	}

	private static void add(@Nullable MessageChannel channel, Deque<MessageChannel> ahead) {
		if (channel != null) {
			ahead.add(channel);
		}
	}

	private static Object target(Object bean) {
		Object target = AopProxyUtils.getSingletonTarget(bean);
		return (target != null) ? target : bean;
	}

}

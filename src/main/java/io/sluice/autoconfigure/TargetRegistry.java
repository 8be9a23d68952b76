package io.sluice.autoconfigure;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import io.sluice.handler.DuplicateTargetException;
import io.sluice.handler.NamedHandler;
import io.sluice.routing.RequestChannel;
import io.sluice.spi.Exchange;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.integration.context.IntegrationContextUtils;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.context.IntegrationFlowContext;
import org.springframework.messaging.MessageChannel;
import org.springframework.util.StringUtils;

/**
 * Finds the targets of routes: a handler by its name, or a message channel or integration
 * flow by its bean name. A handler has a channel of its own, in a flow that is registered
 * with the first route to the handler.
 */
final class TargetRegistry {

	private final ListableBeanFactory beanFactory;

	private final IntegrationFlowContext flows;

	private final Map<String, NamedHandler> handlers;

	private final Map<String, MessageChannel> handlerChannels = new ConcurrentHashMap<>();

	/**
	 * Create a registry.
	 * @param handlers the handlers by name
	 * @throws DuplicateTargetException if a handler and a channel have the same name
	 */
	TargetRegistry(ListableBeanFactory beanFactory, IntegrationFlowContext flows, Map<String, NamedHandler> handlers) {
		this.beanFactory = beanFactory;
		this.flows = flows;
		this.handlers = handlers;
		handlers.forEach((name, handler) -> {
			if (findChannel(name) != null) {
				throw new DuplicateTargetException(name, handler.origin(), "the channel bean '" + name + "'");
			}
		});
	}

	/**
	 * Find a target.
	 * @param key the key of the route's {@code to}, for errors
	 * @param name the target's name
	 * @return the target
	 */
	ResolvedTarget get(String key, @Nullable String name) {
		NamedHandler handler = (name != null) ? this.handlers.get(name) : null;
		if (name != null && handler != null) {
			MessageChannel channel = this.handlerChannels.computeIfAbsent(name, (added) -> register(handler));
			return new ResolvedTarget(name, channel, channelName(name), Exchange.Reply.ON_RETURN,
					handler.application());
		}
		String upstream = (name != null) ? BeanNames.of(name, "upstream") : null;
		MessageChannel upstreamChannel = (upstream != null) ? findChannel(upstream) : null;
		if (name != null && upstream != null && upstreamChannel != null) {
			return new ResolvedTarget(name, upstreamChannel, upstream, Exchange.Reply.AWAITED, false);
		}
		MessageChannel channel = (name != null) ? findChannel(name) : null;
		if (name == null || channel == null) {
			throw SettingCheck.invalid(key, name, "It must name a handler or a message channel. Known are: %s."
				.formatted(String.join(", ", knownNames())));
		}
		return new ResolvedTarget(name, channel, name, Exchange.Reply.AWAITED, true);
	}

	/**
	 * The target of a route that leads nowhere, because its text is the reply.
	 */
	ResolvedTarget none() {
		String channelName = IntegrationContextUtils.NULL_CHANNEL_BEAN_NAME;
		return new ResolvedTarget("reply", this.beanFactory.getBean(channelName, MessageChannel.class), channelName,
				Exchange.Reply.ON_RETURN, false);
	}

	private MessageChannel register(NamedHandler handler) {
		RequestChannel channel = new RequestChannel(channelName(handler.name()));
		this.flows.registration(IntegrationFlow.from(channel).handle(handler.handler()).get())
			.id(BeanNames.of("handler", handler.name()))
			.register();
		return channel;
	}

	private static String channelName(String handlerName) {
		return BeanNames.of("handler", handlerName + ".requests");
	}

	private @Nullable MessageChannel findChannel(String name) {
		if (!this.beanFactory.containsBean(name)) {
			return null;
		}
		if (this.beanFactory.isTypeMatch(name, MessageChannel.class)) {
			return this.beanFactory.getBean(name, MessageChannel.class);
		}
		if (this.beanFactory.isTypeMatch(name, IntegrationFlow.class)) {
			return this.beanFactory.getBean(name, IntegrationFlow.class).getInputChannel();
		}
		return null;
	}

	private Set<String> knownNames() {
		Set<String> known = new TreeSet<>(this.handlers.keySet());
		for (Class<?> type : new Class<?>[] { MessageChannel.class, IntegrationFlow.class }) {
			for (String name : this.beanFactory.getBeanNamesForType(type)) {
				if (!StringUtils.startsWithIgnoreCase(name, BeanNames.PREFIX)) {
					known.add(name);
				}
			}
		}
		return known;
	}

	/**
	 * The target of a route.
	 *
	 * @param name the target's name
	 * @param channel the channel that receives the requests
	 * @param channelName the bean name of the channel
	 * @param reply when the target answers
	 * @param application whether the target belongs to the application and needs its
	 * context
	 */
	record ResolvedTarget(String name, MessageChannel channel, String channelName, Exchange.Reply reply,
			boolean application) {

	}

}

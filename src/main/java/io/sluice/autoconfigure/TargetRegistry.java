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
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.context.IntegrationFlowContext;
import org.springframework.messaging.MessageChannel;
import org.springframework.util.StringUtils;

/**
 * What a route's {@code to} may name: a handler, a message channel, or an integration
 * flow by its bean's name. A handler stands behind a channel of its own, in a flow that
 * is registered with the first route that names it.
 */
final class TargetRegistry {

	private final ListableBeanFactory beanFactory;

	private final IntegrationFlowContext flows;

	private final Map<String, NamedHandler> handlers;

	private final Map<String, MessageChannel> handlerChannels = new ConcurrentHashMap<>();

	/**
	 * Look for targets.
	 * @param beanFactory where channels and flows are
	 * @param flows registers the handlers' flows
	 * @param handlers the handlers by name
	 * @throws DuplicateTargetException if a handler and a channel have one name
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
	 * @param key the key it is configured under
	 * @param name its name
	 * @return the target
	 */
	ResolvedTarget get(String key, @Nullable String name) {
		NamedHandler handler = (name != null) ? this.handlers.get(name) : null;
		if (name != null && handler != null) {
			MessageChannel channel = this.handlerChannels.computeIfAbsent(name, (added) -> register(handler));
			return new ResolvedTarget(name, channel, channelName(name), Exchange.Reply.ON_RETURN,
					handler.application());
		}
		MessageChannel channel = (name != null) ? findChannel(name) : null;
		if (name == null || channel == null) {
			throw SettingCheck.value(key, name, "It must name a handler or a message channel. Known are: %s."
				.formatted(String.join(", ", knownNames())));
		}
		return new ResolvedTarget(name, channel, name, Exchange.Reply.AWAITED, true);
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
	 * Where a route leads.
	 *
	 * @param name the target's name
	 * @param channel the channel its requests are sent to
	 * @param channelName that channel's bean name
	 * @param reply when it answers
	 * @param application whether it is the application's, which runs in a context
	 */
	record ResolvedTarget(String name, MessageChannel channel, String channelName, Exchange.Reply reply,
			boolean application) {

	}

}

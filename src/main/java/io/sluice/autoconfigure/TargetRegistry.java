package io.sluice.autoconfigure;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.sluice.handler.DuplicateTargetException;
import io.sluice.handler.NamedHandler;
import io.sluice.spi.Exchange;
import io.sluice.upstream.Probe;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.integration.context.IntegrationContextUtils;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.MessageChannel;
import org.springframework.util.StringUtils;

/**
 * Finds the targets of routes: a handler by its name, or a message channel or integration
 * flow by its bean name.
 */
final class TargetRegistry {

	private final ListableBeanFactory beanFactory;

	private final HandlerChannels channels;

	private final Map<String, NamedHandler> handlers;

	private final Set<String> upstreams;

	/**
	 * Create a registry.
	 * @param channels the channels of handlers
	 * @param handlers the handlers by name
	 * @param upstreams the names of the upstreams
	 * @throws DuplicateTargetException if two targets have the same name
	 */
	TargetRegistry(ListableBeanFactory beanFactory, HandlerChannels channels, Map<String, NamedHandler> handlers,
			Set<String> upstreams) {
		this.beanFactory = beanFactory;
		this.channels = channels;
		this.handlers = handlers;
		this.upstreams = upstreams;
		upstreams.forEach(this::checkUpstream);
		handlers.forEach((name, handler) -> {
			if (findChannel(name) != null) {
				throw new DuplicateTargetException(name, handler.origin(), "the channel bean '" + name + "'");
			}
		});
	}

	private void checkUpstream(String name) {
		NamedHandler handler = this.handlers.get(name);
		if (handler != null || findChannel(name) != null) {
			throw new DuplicateTargetException(name, "the upstream '%s'".formatted(UpstreamChecks.key(name)),
					(handler != null) ? handler.origin() : "the channel bean '" + name + "'");
		}
	}

	/**
	 * Find a handler or a channel.
	 * @param key the key of the route's {@code to}, for errors
	 * @param name the target's name
	 * @return the target
	 */
	ResolvedTarget get(String key, @Nullable String name) {
		NamedHandler handler = (name != null) ? this.handlers.get(name) : null;
		if (name != null && handler != null) {
			return new ResolvedTarget(name, this.channels.get(handler), HandlerChannels.channelName(name),
					Exchange.ReplyTiming.ON_RETURN, handler.application(), !handler.application());
		}
		MessageChannel channel = (name != null) ? findChannel(name) : null;
		if (name == null || channel == null) {
			String remedy = "It must name a handler, a message channel, an upstream, "
					+ "or a destination of a broker such as kafka:orders. "
					+ NearestName.remedy((name != null) ? name : "", knownNames());
			throw (name != null) ? SettingCheck.invalidUrl(key, name, remedy)
					: SettingCheck.invalid(key, null, remedy + ".");
		}
		return new ResolvedTarget(name, channel, name, Exchange.ReplyTiming.AWAITED, true, false);
	}

	/**
	 * Whether a target is a handler whose result completes later, such as a future.
	 * @param name the target's name
	 */
	boolean isAwaited(String name) {
		NamedHandler handler = this.handlers.get(name);
		return handler != null && handler.awaited();
	}

	/**
	 * The target of a route that leads nowhere, because its text is the reply.
	 */
	ResolvedTarget none() {
		String channelName = IntegrationContextUtils.NULL_CHANNEL_BEAN_NAME;
		return new ResolvedTarget("reply", this.beanFactory.getBean(channelName, MessageChannel.class), channelName,
				Exchange.ReplyTiming.ON_RETURN, false, true);
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
		known.addAll(this.upstreams);
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
	 * @param shown the target as it is configured, without its secrets
	 * @param channel the channel that receives the requests
	 * @param channelName the bean name of the channel
	 * @param reply when the target answers
	 * @param application whether the target belongs to the application and needs its
	 * context
	 * @param prompt whether a send to the target returns without a wait
	 * @param idempotent whether a request that may have taken effect may be sent again
	 * @param probe finds out whether the target can be reached, or {@code null} if
	 * connections cannot wait for it
	 */
	record ResolvedTarget(String name, String shown, MessageChannel channel, String channelName,
			Exchange.ReplyTiming reply, boolean application, boolean prompt, boolean idempotent,
			@Nullable Probe probe) {

		ResolvedTarget(String name, MessageChannel channel, String channelName, Exchange.ReplyTiming reply,
				boolean application, boolean prompt) {
			this(name, name, channel, channelName, reply, application, prompt, false, null);
		}

		/**
		 * Whether the application may keep a request after the send has returned.
		 */
		boolean isKept() {
			return this.application && this.reply == Exchange.ReplyTiming.AWAITED;
		}

	}

}

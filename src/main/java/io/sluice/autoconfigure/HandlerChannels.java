package io.sluice.autoconfigure;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.sluice.handler.NamedHandler;
import io.sluice.routing.RequestChannel;
import lombok.RequiredArgsConstructor;

import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.context.IntegrationFlowContext;
import org.springframework.messaging.MessageChannel;

/**
 * The channels of handlers. A handler has a channel of its own, in a flow that is
 * registered with the first route to the handler.
 */
@RequiredArgsConstructor
final class HandlerChannels {

	private final IntegrationFlowContext flows;

	private final Map<String, MessageChannel> channels = new ConcurrentHashMap<>();

	MessageChannel get(NamedHandler handler) {
		return this.channels.computeIfAbsent(handler.name(), (added) -> register(handler));
	}

	private MessageChannel register(NamedHandler handler) {
		RequestChannel channel = new RequestChannel(channelName(handler.name()));
		this.flows.registration(IntegrationFlow.from(channel).handle(handler.handler()).get())
			.id(flowId(handler.name()))
			.register();
		return channel;
	}

	/**
	 * The names of the handlers that have a channel.
	 */
	Set<String> names() {
		return Set.copyOf(this.channels.keySet());
	}

	/**
	 * Remove the channels of all other handlers.
	 */
	void retain(Set<String> names) {
		for (String name : names()) {
			if (!names.contains(name)) {
				this.channels.remove(name);
				this.flows.remove(flowId(name));
			}
		}
	}

	static String channelName(String handler) {
		return BeanNames.of("handler", handler + ".requests");
	}

	private static String flowId(String handler) {
		return BeanNames.of("handler", handler);
	}

}

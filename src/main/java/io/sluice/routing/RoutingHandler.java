package io.sluice.routing;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.extract.MessageView;
import io.sluice.spi.DeadLetters;
import io.sluice.spi.Exchange;
import io.sluice.spi.MessageTransformer;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.support.management.MappingMessageRouterManagement;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/**
 * The routing stage of a listener's flow: sends each request to the target of the first
 * route that matches. In the integration graph it appears as a router.
 */
public final class RoutingHandler implements MessageHandler, MappingMessageRouterManagement {

	private volatile RouteTable table = RouteTable.EMPTY;

	/**
	 * Replace the route table. Requests in progress keep their route.
	 * @param table the new routes
	 */
	public void setTable(RouteTable table) {
		this.table = table;
	}

	/**
	 * The current route table.
	 * @return the routes
	 */
	public RouteTable getTable() {
		return this.table;
	}

	@Override
	public void handleMessage(Message<?> message) {
		if (!(message.getHeaders().getReplyChannel() instanceof Exchange exchange)) {
			throw new MessageDeliveryException(message,
					"Only a request of a Sluice listener can be routed: an interceptor that replaces it must keep its header '%s'"
						.formatted(MessageHeaders.REPLY_CHANNEL));
		}
		RouteTable routes = this.table;
		MessageView view = routes.view(receive(message, exchange));
		Route route = routes.match(view);
		recordDeadLetters(exchange, (route != null) ? route.deadLetters() : routes.deadLetters());
		if (route == null) {
			throw new TcpHandlerException(ErrorCode.NO_ROUTE, "no route matches");
		}
		Message<byte[]> request = exchange.recordRoute(route.name(), route.reply(), route.format());
		if (route.rate() != null && !route.rate().admit(view, System.nanoTime())) {
			throw new TcpHandlerException(ErrorCode.RATE_LIMITED, "too many requests a second for this route");
		}
		if (route.format() != null) {
			route.format().check(request);
		}
		exchange.deliver(route.transforms().isEmpty() ? request : transform(request, route.transforms()),
				route.target());
	}

	private static void recordDeadLetters(Exchange exchange, @Nullable DeadLetters letters) {
		if (letters != null) {
			exchange.recordDeadLetters(letters);
		}
	}

	private static Message<byte[]> transform(Message<byte[]> request, List<MessageTransformer> steps) {
		Message<byte[]> current = request;
		for (MessageTransformer step : steps) {
			current = new GenericMessage<>(step.transform(current), request.getHeaders());
		}
		return current;
	}

	@SuppressWarnings("unchecked")
	private static Message<byte[]> receive(Message<?> message, Exchange exchange) {
		if (!(message.getPayload() instanceof byte[])) {
			throw new MessageDeliveryException(message,
					"Only a payload of bytes can be routed: an interceptor that replaces it must send a byte[], not a "
							+ message.getPayload().getClass().getName());
		}
		Message<byte[]> received = (Message<byte[]>) message;
		exchange.receive(received);
		return received;
	}

	@Override
	public Map<String, String> getChannelMappings() {
		Map<String, String> mappings = new LinkedHashMap<>();
		this.table.routes().forEach((route) -> mappings.putIfAbsent(route.name(), route.target().channelName()));
		return mappings;
	}

	@Override
	public Collection<String> getDynamicChannelNames() {
		return List.of();
	}

	@Override
	public void setChannelMapping(String key, String channelName) {
		throw unsupportedChange();
	}

	@Override
	public void removeChannelMapping(String key) {
		throw unsupportedChange();
	}

	@Override
	public void replaceChannelMappings(Properties channelMappings) {
		throw unsupportedChange();
	}

	@Override
	public void setChannelMappings(Map<String, String> channelMappings) {
		throw unsupportedChange();
	}

	private static UnsupportedOperationException unsupportedChange() {
		return new UnsupportedOperationException("Routes are configured under 'sluice.listeners.<name>.routes'");
	}

}

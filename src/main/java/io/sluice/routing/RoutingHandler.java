package io.sluice.routing;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.spi.Exchange;

import org.springframework.integration.support.management.MappingMessageRouterManagement;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.MessageHeaders;

/**
 * The routing stage of a listener's flow: sends each request to the target of the first
 * route that matches. In the integration graph it appears as a router.
 */
public final class RoutingHandler implements MessageHandler, MappingMessageRouterManagement {

	private volatile RouteTable table = new RouteTable(List.of());

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
					"Only a request of a Sluice listener can be routed: an interceptor that replaces it has to keep its header '%s'"
						.formatted(MessageHeaders.REPLY_CHANNEL));
		}
		byte[] payload = receive(message, exchange);
		Route route = this.table.match(payload);
		if (route == null) {
			throw new TcpHandlerException(ErrorCode.NO_ROUTE, "no route matches");
		}
		Message<byte[]> request = exchange.recordRoute(route.name(), route.reply());
		if (!route.target().channel().send(request)) {
			throw new MessageDeliveryException(request,
					"'%s' did not take the request".formatted(route.target().channelName()));
		}
	}

	@SuppressWarnings("unchecked")
	private static byte[] receive(Message<?> message, Exchange exchange) {
		if (!(message.getPayload() instanceof byte[] payload)) {
			throw new MessageDeliveryException(message,
					"Only a payload of bytes can be routed: an interceptor that replaces it has to give a byte[], not a "
							+ message.getPayload().getClass().getName());
		}
		exchange.receive((Message<byte[]>) message);
		return payload;
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

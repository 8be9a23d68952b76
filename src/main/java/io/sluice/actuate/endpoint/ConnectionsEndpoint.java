package io.sluice.actuate.endpoint;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

import io.sluice.CloseReason;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.telemetry.ConnectionInfo;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Shows the open connections of all listeners, and ends one of them where its access is
 * unrestricted.
 */
@Slf4j(topic = "io.sluice.actuate")
@Endpoint(id = "connections", defaultAccess = Access.READ_ONLY)
public final class ConnectionsEndpoint {

	private final List<SluiceServerConnectionFactory> listeners;

	private final ConnectionQueries queries;

	/**
	 * Create the endpoint.
	 * @param listeners the enabled listeners
	 * @param blocks reads an address or a block of them, and throws an
	 * {@link IllegalArgumentException} whose message says what would be right
	 */
	public ConnectionsEndpoint(List<SluiceServerConnectionFactory> listeners,
			Function<String, Predicate<InetAddress>> blocks) {
		this.listeners = List.copyOf(listeners);
		this.queries = new ConnectionQueries(
				this.listeners.stream().map(SluiceServerConnectionFactory::getName).sorted().toList(), blocks);
	}

	/**
	 * Show connections. What is blank does not count.
	 * @param listener those of this listener
	 * @param peer those from this address, block of addresses, or address and port
	 * @param identity those whose certificate's subject has this in it, in either case
	 * @param state those in this {@link io.sluice.telemetry.Phase}
	 * @param sort the field that decides their order, with {@code -} before it for the
	 * greatest first; the time they were opened unless given
	 * @param page which part of them, from 0
	 * @param size how many, from 1 to 1000; 50 unless given
	 * @return how many there are, and that part; status 400 where a parameter is not what
	 * it should be
	 */
	@ReadOperation
	public WebEndpointResponse<Object> connections(@Nullable String listener, @Nullable String peer,
			@Nullable String identity, @Nullable String state, @Nullable String sort, @Nullable String page,
			@Nullable String size) {
		QueryParameters parameters = new QueryParameters().with("listener", listener)
			.with("peer", peer)
			.with("identity", identity)
			.with("state", state)
			.with("sort", sort)
			.with("page", page)
			.with("size", size);
		try {
			return new WebEndpointResponse<>(this.queries.read(parameters)
				.answer(this.listeners.stream().flatMap((each) -> each.openConnections().infos())));
		}
		catch (BadParameterException ex) {
			return Answers.badRequest(ex);
		}
	}

	/**
	 * Show a connection.
	 * @param id its id
	 * @return the connection; status 404 where it is not open
	 */
	@ReadOperation
	public WebEndpointResponse<Object> connection(@Selector String id) {
		for (SluiceServerConnectionFactory listener : this.listeners) {
			ConnectionInfo info = listener.openConnections().info(id);
			if (info != null) {
				return new WebEndpointResponse<>(ConnectionField.show(info));
			}
		}
		return notOpen(id);
	}

	/**
	 * End a connection: it takes no further request, and closes when what it has read is
	 * answered.
	 * @param id its id
	 * @param security who asks
	 * @return status 204 once it has been told; 404 where it is not open
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> close(@Selector String id, SecurityContext security) {
		for (SluiceServerConnectionFactory listener : this.listeners) {
			ConnectionInfo info = listener.openConnections().info(id);
			if (info != null && listener.openConnections().finish(id, CloseReason.OPERATOR)) {
				log.info("[{}] connection {} is ended while at {}: {} asked for it", listener.getName(), id,
						info.phase().tag(), Requester.describe(security));
				return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
			}
		}
		return notOpen(id);
	}

	private static WebEndpointResponse<Object> notOpen(String id) {
		return Answers.notFound("No connection '%s' is open".formatted(id));
	}

}

package io.sluice.actuate.endpoint;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

import io.sluice.CloseReason;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.telemetry.ConnectionInfo;
import io.sluice.telemetry.ConnectionLife;
import io.sluice.telemetry.EventMemory;
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
 * Shows the open connections of all listeners, and their latest errors. With unrestricted
 * access, it also closes a connection.
 */
@Slf4j(topic = "io.sluice.actuate")
@Endpoint(id = "connections", defaultAccess = Access.READ_ONLY)
public final class ConnectionsEndpoint {

	private final List<SluiceServerConnectionFactory> listeners;

	private final ConnectionQueryReader queries;

	private final EventMemory memory;

	/**
	 * Create the endpoint.
	 * @param listeners the enabled listeners
	 * @param blocks parses an address or a block of addresses; throws an
	 * {@link IllegalArgumentException} whose message contains the correction
	 * @param memory records the latest errors
	 */
	public ConnectionsEndpoint(List<SluiceServerConnectionFactory> listeners,
			Function<String, Predicate<InetAddress>> blocks, EventMemory memory) {
		this.memory = memory;
		this.listeners = List.copyOf(listeners);
		this.queries = new ConnectionQueryReader(
				this.listeners.stream().map(SluiceServerConnectionFactory::getName).sorted().toList(), blocks);
	}

	/**
	 * Show connections. A blank parameter is ignored.
	 * @param listener only connections of this listener
	 * @param peer only connections from this address, block of addresses, or address and
	 * port
	 * @param identity only connections whose session has a name that contains this text,
	 * in either case
	 * @param tlsSubject only connections whose certificate's subject contains this text,
	 * in either case
	 * @param state only connections in this {@link io.sluice.telemetry.Phase}
	 * @param sort the field to sort by, with {@code -} before it for descending order;
	 * the opening time by default
	 * @param page the number of the page, from 0
	 * @param size the number of connections, from 1 to 1000; 50 by default
	 * @return the number of connections, and the page; status 400 if a parameter is
	 * invalid
	 */
	@ReadOperation
	public WebEndpointResponse<Object> connections(@Nullable String listener, @Nullable String peer,
			@Nullable String identity, @Nullable String tlsSubject, @Nullable String state, @Nullable String sort,
			@Nullable String page, @Nullable String size) {
		QueryParameters parameters = new QueryParameters().with("listener", listener)
			.with("peer", peer)
			.with("identity", identity)
			.with("tlsSubject", tlsSubject)
			.with("state", state)
			.with("sort", sort)
			.with("page", page)
			.with("size", size);
		try {
			return new WebEndpointResponse<>(this.queries.read(parameters)
				.page(this.listeners.stream().flatMap((each) -> each.openConnections().infos())));
		}
		catch (BadParameterException ex) {
			return EndpointProblem.badRequest(ex);
		}
	}

	/**
	 * Show a connection, with its latest events if they are recorded. With the id
	 * {@code errors}, show the latest errors of all listeners.
	 * @param id its id, or {@code errors}
	 * @return the connection, or the errors; status 404 if the connection is not open, or
	 * if errors are not recorded
	 */
	@ReadOperation
	public WebEndpointResponse<Object> connection(@Selector String id) {
		if (ErrorView.ERRORS.equals(id)) {
			return ErrorView.show(this.memory);
		}
		for (SluiceServerConnectionFactory listener : this.listeners) {
			ConnectionLife life = listener.openConnections().life(id);
			if (life != null) {
				return new WebEndpointResponse<>(LifeView.show(life));
			}
		}
		return notOpen(id);
	}

	/**
	 * Close a connection: it takes no further request, and is closed after the requests
	 * that have been read are answered.
	 * @param id its id
	 * @param security identifies the requester
	 * @return status 204, which does not wait for the close; 404 if the connection is not
	 * open
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> close(@Selector String id, SecurityContext security) {
		for (SluiceServerConnectionFactory listener : this.listeners) {
			ConnectionInfo info = listener.openConnections().info(id);
			if (info != null && listener.openConnections().finish(id, CloseReason.OPERATOR)) {
				log.info("[{}] connection {} is closed in phase {}: {} asked for it", listener.getName(), id,
						info.phase().tag(), Requester.describe(security));
				return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
			}
		}
		return notOpen(id);
	}

	private static WebEndpointResponse<Object> notOpen(String id) {
		return EndpointProblem.notFound("No connection '%s' is open".formatted(id));
	}

}

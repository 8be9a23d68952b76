package io.sluice.routing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import io.sluice.extract.Extractors;
import io.sluice.extract.MessageView;
import io.sluice.routing.AnchorIndex.Candidates;
import io.sluice.spi.DeadLetters;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * The routes of a listener, in the order in which they are tried. Immutable.
 */
public final class RouteTable {

	/** The table without routes. */
	static final RouteTable EMPTY = new RouteTable(List.of(), new Extractors(StandardCharsets.UTF_8));

	/** The number of routes up to which a test of each is as fast as the index. */
	private static final int FEW = 8;

	private final List<Route> routes;

	private final Extractors extractors;

	private final @Nullable AnchorIndex index;

	/** Keeps the messages that no route takes. */
	private final @Nullable DeadLetters deadLetters;

	/**
	 * Create a table.
	 * @param routes the routes
	 * @param extractors has created the extractors of their predicates
	 */
	public RouteTable(List<Route> routes, Extractors extractors) {
		this(routes, extractors, null);
	}

	/**
	 * Create a table.
	 * @param routes the routes
	 * @param extractors has created the extractors of their predicates
	 * @param deadLetters keeps the messages that no route takes, or {@code null} if
	 * nothing does
	 */
	public RouteTable(List<Route> routes, Extractors extractors, @Nullable DeadLetters deadLetters) {
		this.routes = List.copyOf(routes);
		this.extractors = extractors;
		this.deadLetters = deadLetters;
		this.index = (routes.size() > FEW) ? new AnchorIndex(routes.stream().map(Route::predicate).toList()) : null;
	}

	/**
	 * The routes.
	 */
	public List<Route> routes() {
		return this.routes;
	}

	/**
	 * Change routes, but neither their order nor their predicates.
	 * @param change makes a route from each
	 * @return the changed routes
	 */
	public RouteTable map(UnaryOperator<Route> change) {
		return new RouteTable(this.routes.stream().map(change).toList(), this.extractors, this.deadLetters);
	}

	/**
	 * What keeps the messages that no route takes.
	 */
	@Nullable DeadLetters deadLetters() {
		return this.deadLetters;
	}

	/**
	 * View a message as the predicates of this table see it.
	 * @param message the message
	 * @return the view
	 */
	public MessageView view(Message<byte[]> message) {
		return this.extractors.view(message);
	}

	/**
	 * Find the route of a message.
	 * @param message the view of the message
	 * @return the first route that matches, or {@code null}
	 */
	public @Nullable Route match(MessageView message) {
		return (this.index != null) ? match(message, this.index.candidates(message.payload())) : scan(message);
	}

	private @Nullable Route scan(MessageView message) {
		for (Route route : this.routes) {
			if (route.predicate().test(message)) {
				return route;
			}
		}
		return null;
	}

	private @Nullable Route match(MessageView message, Candidates candidates) {
		for (int next = candidates.next(); next >= 0; next = candidates.next()) {
			Route route = this.routes.get(next);
			if (route.predicate().test(message)) {
				return route;
			}
		}
		return null;
	}

	/**
	 * Explain which route a message takes, and why not one of those before it.
	 * @param message the message
	 * @return the routes that were tried, in order; the last one matches if its mismatch
	 * is {@code null}
	 */
	public List<Tried> explain(Message<byte[]> message) {
		MessageView view = view(message);
		List<Tried> tried = new ArrayList<>();
		for (Route route : this.routes) {
			String mismatch = route.predicate().mismatch(view);
			tried.add(new Tried(route, mismatch));
			if (mismatch == null) {
				break;
			}
		}
		return tried;
	}

	/**
	 * A route that was tried for a message.
	 *
	 * @param route the route
	 * @param mismatch why it does not match, or {@code null} if it does
	 */
	public record Tried(Route route, @Nullable String mismatch) {

	}

}

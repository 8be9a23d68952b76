package io.sluice.actuate.endpoint;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.sluice.AskException;
import io.sluice.AskNotSentException;
import io.sluice.BroadcastResult;
import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.TcpSession;
import io.sluice.TcpSessions;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * The Actuator endpoint {@code tcpsessions}: shows sessions by their names, sends them
 * messages and asks them. Writing must be allowed by
 * {@code management.endpoint.tcpsessions.access}.
 */
@Endpoint(id = "tcpsessions", defaultAccess = Access.READ_ONLY)
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.actuate")
public final class TcpSessionsEndpoint {

	private static final int BAD_GATEWAY = 502;

	private static final int UNPROCESSABLE = 422;

	private final TcpSessions sessions;

	private final SessionView view;

	/**
	 * Show the sessions of this process that have a name, or find sessions of all pods.
	 * @param id the session of the connection with this id, of any pod
	 * @param name the sessions with exactly this name, of any pod
	 * @param identity only sessions with a name that contains this text, in either case
	 * @param listener only sessions of this listener
	 * @param sort the field to sort by, with {@code -} before it for descending order
	 * @param page the number of the page, from 0
	 * @param size the number of sessions, from 1 to 1000; 50 by default
	 * @return the number of sessions, and the page; status 400 if a parameter is invalid
	 */
	@ReadOperation
	public WebEndpointResponse<Object> all(@Nullable String id, @Nullable String name, @Nullable String identity,
			@Nullable String listener, @Nullable String sort, @Nullable String page, @Nullable String size) {
		QueryParameters parameters = new QueryParameters().with("identity", identity)
			.with("listener", listener)
			.with("sort", sort)
			.with("page", page)
			.with("size", size);
		try {
			if (id != null) {
				checkAlone("id", id, "'name', 'identity' and 'listener'", name, identity, listener);
				TcpSession session = this.sessions.session(id);
				return list((session != null) ? List.of(session) : List.of());
			}
			if (name != null) {
				checkAlone("name", name, "'identity'", identity);
				return list(find(name, listener));
			}
			ConnectionQuery.Page found = this.view.namedSessions(parameters);
			return list(found.total(), found.connections());
		}
		catch (BadParameterException ex) {
			return EndpointProblem.badRequest(ex);
		}
	}

	private WebEndpointResponse<Object> list(List<TcpSession> found) {
		return list(found.size(), found.stream().map(this.view::show).toList());
	}

	private static WebEndpointResponse<Object> list(int total, List<Map<String, Object>> shown) {
		Map<String, Object> list = new LinkedHashMap<>();
		list.put("total", total);
		list.put("sessions", shown);
		return new WebEndpointResponse<>(list);
	}

	/**
	 * Show a session.
	 * @param identity its name
	 * @param listener the listener's name, if sessions of several have the name
	 * @return the session; status 404 if none has the name, 409 if several have it
	 */
	@ReadOperation
	public WebEndpointResponse<Object> one(@Selector String identity, @Nullable String listener) {
		List<TcpSession> found = find(identity, listener);
		if (found.isEmpty()) {
			return EndpointProblem.notFound("No session is named '%s'".formatted(identity));
		}
		return (found.size() > 1) ? ambiguous(identity) : new WebEndpointResponse<>(this.view.show(found.getFirst()));
	}

	private List<TcpSession> find(String identity, @Nullable String listener) {
		if (listener == null) {
			return this.sessions.find(identity);
		}
		TcpSession only = this.sessions.find(listener, identity);
		return (only != null) ? List.of(only) : List.of();
	}

	private static WebEndpointResponse<Object> ambiguous(String identity) {
		return EndpointProblem
			.conflict("Sessions of several listeners are named '%s'; give the 'listener', too".formatted(identity));
	}

	/**
	 * Send a session a message, or ask it.
	 * @param identity its name
	 * @param listener the listener's name, if sessions of several have the name
	 * @param text the message as text
	 * @param hex the message in hexadecimal
	 * @param json the message as JSON, in a text
	 * @param await the longest time to an answer, such as {@code 5s}; absent for no
	 * answer
	 * @param security identifies the requester
	 * @return what became of the message
	 */
	@WriteOperation
	public WebEndpointResponse<Object> send(@Selector String identity, @Nullable String listener, @Nullable String text,
			@Nullable String hex, @Nullable String json, @Nullable String await, SecurityContext security) {
		try {
			return send(identity, listener, new GivenPush(text, hex, json, await), security);
		}
		catch (BadParameterException ex) {
			return EndpointProblem.badRequest(ex);
		}
	}

	/**
	 * Send a message to all sessions, to those of a listener, to the session of a
	 * connection, or to the session that has a name which cannot be in a path.
	 * @param all whether it goes to the sessions of all listeners
	 * @param id the id of a connection
	 * @param identity the name of a session
	 * @param listener the listener's name
	 * @param text the message as text
	 * @param hex the message in hexadecimal
	 * @param json the message as JSON, in a text
	 * @param await the longest time to an answer of a session
	 * @param security identifies the requester
	 * @return what became of the message
	 */
	@WriteOperation
	public WebEndpointResponse<Object> sendByParameter(@Nullable Boolean all, @Nullable String id,
			@Nullable String identity, @Nullable String listener, @Nullable String text, @Nullable String hex,
			@Nullable String json, @Nullable String await, SecurityContext security) {
		GivenPush given = new GivenPush(text, hex, json, await);
		try {
			if (Boolean.TRUE.equals(all)) {
				checkAlone("all", "true", "'id', 'identity' and 'listener'", id, identity, listener);
				return broadcast(null, given, security);
			}
			if (id != null) {
				checkAlone("id", id, "'identity' and 'listener'", identity, listener);
				return sendById(id, given, security);
			}
			if (identity != null) {
				return send(identity, listener, given, security);
			}
			return broadcast(checkListener(listener), given, security);
		}
		catch (BadParameterException ex) {
			return EndpointProblem.badRequest(ex);
		}
	}

	private static void checkAlone(String parameter, String value, String others, @Nullable String... given) {
		if (Stream.of(given).anyMatch(Objects::nonNull)) {
			throw new BadParameterException(parameter, value, "give it without " + others);
		}
	}

	private String checkListener(@Nullable String listener) {
		if (listener == null || !this.view.listeners().contains(listener)) {
			throw new BadParameterException("listener", listener,
					"known are: %s".formatted(String.join(", ", this.view.listeners())));
		}
		return listener;
	}

	private WebEndpointResponse<Object> sendById(String id, GivenPush given, SecurityContext security) {
		Delivery delivery = new Delivery(id, given.payload(), given.timeout(), Requester.describe(security));
		TcpSession session = this.sessions.session(id);
		return (session != null) ? send(session, delivery) : result(Outcome.NOT_CONNECTED.name(),
				"no open session has the id '%s'".formatted(id), null, WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private WebEndpointResponse<Object> broadcast(@Nullable String listener, GivenPush given,
			SecurityContext security) {
		if (given.timeout() != null) {
			throw new BadParameterException("await", given.await(), "only one session can be asked");
		}
		Object payload = given.payload();
		log.info("[{}] a message goes to all sessions: {} asked for it",
				(listener != null) ? listener : "all listeners", Requester.describe(security));
		BroadcastResult result = (listener != null) ? this.sessions.broadcast(listener, payload)
				: this.sessions.broadcast(payload);
		Map<String, Object> counts = new LinkedHashMap<>();
		counts.put("written", result.written());
		counts.put("stuck", result.stuck());
		counts.put("failed", result.failed());
		if (!result.silentPods().isEmpty()) {
			counts.put("silentPods", result.silentPods());
		}
		return new WebEndpointResponse<>(counts);
	}

	private WebEndpointResponse<Object> send(String identity, @Nullable String listener, GivenPush given,
			SecurityContext security) {
		Delivery delivery = new Delivery(identity, given.payload(), given.timeout(), Requester.describe(security));
		List<TcpSession> found = find(identity, listener);
		if (found.isEmpty()) {
			return sendUnfound(identity, listener, delivery);
		}
		return (found.size() == 1) ? send(found.getFirst(), delivery) : result(Outcome.AMBIGUOUS.name(),
				"sessions of several listeners are named '%s'".formatted(identity), null, EndpointProblem.CONFLICT);
	}

	/**
	 * Send to a name that no session has, as far as is known: the result tells what is
	 * known of the other pods.
	 */
	private WebEndpointResponse<Object> sendUnfound(String identity, @Nullable String listener, Delivery delivery) {
		PushResult pushed;
		if (delivery.timeout() == null) {
			pushed = (listener != null) ? this.sessions.push(listener, identity, delivery.payload())
					: this.sessions.push(identity, delivery.payload());
		}
		else {
			pushed = askUnfound(identity, listener, delivery.payload(), delivery.timeout());
		}
		return result(pushed.outcome().name(), pushed.reason(), pushed.session(), status(pushed));
	}

	private PushResult askUnfound(String identity, @Nullable String listener, Object payload, Duration timeout) {
		try {
			if (listener != null) {
				this.sessions.ask(listener, identity, payload, timeout, byte[].class);
			}
			else {
				this.sessions.ask(identity, payload, timeout, byte[].class);
			}
			return new PushResult(Outcome.WRITTEN, null, true, "");
		}
		catch (AskNotSentException ex) {
			return new PushResult(ex.outcome(), null, false, String.valueOf(ex.getMessage()));
		}
		catch (AskException ex) {
			return new PushResult(Outcome.UNKNOWN, null, true, String.valueOf(ex.getMessage()));
		}
	}

	private WebEndpointResponse<Object> send(TcpSession session, Delivery delivery) {
		log.info("[{}] a message goes to the session '{}': {} asked for it", session.listener(),
				Requester.printable(delivery.label()), delivery.requester());
		return (delivery.timeout() != null) ? ask(session, delivery.payload(), delivery.timeout())
				: push(session, delivery.payload());
	}

	private WebEndpointResponse<Object> push(TcpSession session, Object payload) {
		PushResult pushed = session.push(payload);
		return result(pushed.outcome().name(), pushed.reason(), session, status(pushed));
	}

	private static int status(PushResult pushed) {
		return switch (pushed.outcome()) {
			case WRITTEN -> WebEndpointResponse.STATUS_OK;
			case NOT_CONNECTED -> WebEndpointResponse.STATUS_NOT_FOUND;
			case AMBIGUOUS -> EndpointProblem.CONFLICT;
			case STUCK, UNAVAILABLE -> WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE;
			case UNKNOWN -> EndpointProblem.GATEWAY_TIMEOUT;
			case FAILED -> pushed.partial() ? BAD_GATEWAY : UNPROCESSABLE;
		};
	}

	private WebEndpointResponse<Object> ask(TcpSession session, Object payload, Duration timeout) {
		try {
			byte[] answer = session.ask(payload, timeout, byte[].class);
			Map<String, Object> response = response(Outcome.WRITTEN.name(), "", session);
			response.put("reply", this.view.reply(session, answer));
			return new WebEndpointResponse<>(response);
		}
		catch (AskException ex) {
			boolean unsent = ex instanceof AskNotSentException;
			return result(unsent ? "NOT_SENT" : "UNANSWERED", String.valueOf(ex.getMessage()), session,
					unsent ? WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE : EndpointProblem.GATEWAY_TIMEOUT);
		}
		catch (IllegalStateException ex) {
			return EndpointProblem.conflict(String.valueOf(ex.getMessage()));
		}
	}

	private WebEndpointResponse<Object> result(String outcome, String reason, @Nullable TcpSession session,
			int status) {
		return new WebEndpointResponse<>(response(outcome, reason, session), status);
	}

	private Map<String, Object> response(String outcome, String reason, @Nullable TcpSession session) {
		Map<String, Object> response = new LinkedHashMap<>();
		response.put("result", outcome);
		if (!reason.isEmpty()) {
			response.put("message", reason);
		}
		if (session != null) {
			response.put("session", this.view.show(session));
		}
		return response;
	}

	/**
	 * A message for one session.
	 *
	 * @param label the session, as the operator named it
	 * @param payload the message
	 * @param timeout the longest time to its answer, or {@code null} for no answer
	 * @param requester the operator
	 */
	private record Delivery(String label, Object payload, @Nullable Duration timeout, String requester) {

	}

}

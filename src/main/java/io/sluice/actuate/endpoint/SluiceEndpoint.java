package io.sluice.actuate.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.sluice.actuate.metrics.RouteCounts;
import io.sluice.reload.ConfigurationReload;
import io.sluice.reload.ReloadResult;
import io.sluice.telemetry.UpstreamRoster;
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
 * Shows the listeners with their settings and routes, and the upstreams. With
 * unrestricted access, it suspends and resumes them, sends a listener a test message,
 * explains the routes of messages, and reloads the configuration.
 */
@Slf4j(topic = "io.sluice.actuate")
@Endpoint(id = "sluice", defaultAccess = Access.READ_ONLY)
public final class SluiceEndpoint {

	static final String SUSPEND = "suspend";

	static final String RESUME = "resume";

	private static final String SEND = "send";

	/** A reserved name, which no listener can have. */
	private static final String EXPLAIN = "explain";

	/** A reserved name, too. */
	private static final String RELOAD = "reload";

	private final Map<String, OperatedListener> listeners = new TreeMap<>();

	private final RouteCounts counts;

	private final OperatedUpstreams upstreams;

	private final ConfigurationReload reload;

	/**
	 * Create the endpoint.
	 * @param listeners the enabled listeners
	 * @param counts counts their requests
	 * @param upstreams the upstreams
	 * @param reload reloads the configuration
	 */
	public SluiceEndpoint(List<OperatedListener> listeners, RouteCounts counts, UpstreamRoster upstreams,
			ConfigurationReload reload) {
		listeners.forEach((listener) -> this.listeners.put(listener.name(), listener));
		this.counts = counts;
		this.upstreams = new OperatedUpstreams(upstreams);
		this.reload = reload;
	}

	/**
	 * Show all listeners and upstreams.
	 * @return the listeners by name, and the upstreams by name
	 */
	@ReadOperation
	public Map<String, Object> all() {
		Map<String, Object> shown = new LinkedHashMap<>();
		this.listeners.forEach((name, listener) -> shown.put(name, listener.show(this.counts)));
		return Map.of("listeners", shown, OperatedUpstreams.UPSTREAMS, this.upstreams.all());
	}

	/**
	 * Show a listener, or with the name {@code upstreams} all upstreams.
	 * @param listener its name
	 * @return the listener; status 404 if there is none with this name
	 */
	@ReadOperation
	public WebEndpointResponse<Object> one(@Selector String listener) {
		if (OperatedUpstreams.UPSTREAMS.equals(listener)) {
			return new WebEndpointResponse<>(this.upstreams.all());
		}
		OperatedListener operated = this.listeners.get(listener);
		return (operated != null) ? show(operated) : notFound(listener);
	}

	/**
	 * Show an upstream.
	 * @param part {@code upstreams}
	 * @param name the upstream's name
	 * @return the upstream; status 404 if there is none with this name
	 */
	@ReadOperation
	public WebEndpointResponse<Object> part(@Selector String part, @Selector String name) {
		return OperatedUpstreams.UPSTREAMS.equals(part) ? this.upstreams.one(name) : notFound(part);
	}

	/**
	 * Suspend or resume an upstream. While it is suspended, it takes no new requests, and
	 * those that it has are answered.
	 * @param part {@code upstreams}
	 * @param name the upstream's name
	 * @param action {@code suspend} or {@code resume}
	 * @param security identifies the requester
	 * @return the upstream; status 400 for an unknown action, 404 if there is no upstream
	 * with this name
	 */
	@WriteOperation
	public WebEndpointResponse<Object> actOnPart(@Selector String part, @Selector String name, @Nullable String action,
			SecurityContext security) {
		if (!OperatedUpstreams.UPSTREAMS.equals(part)) {
			return notFound(part);
		}
		try {
			return this.upstreams.act(name, action, Requester.describe(security));
		}
		catch (BadParameterException ex) {
			return EndpointProblem.badRequest(ex);
		}
	}

	/**
	 * Suspend a listener, resume it, or send it a message. While a listener is suspended,
	 * new clients wait in the backlog, and its open connections are served. With the name
	 * {@code explain}, explain what a listener makes of a client's bytes, without calling
	 * a target. With the name {@code reload}, read the configuration files again.
	 * @param name the listener's name, {@code explain} or {@code reload}
	 * @param action {@code suspend}, {@code resume} or {@code send}
	 * @param message a message without its framing, as text or in hexadecimal
	 * @param text the message to send, or the bytes to explain, as text
	 * @param hex the same in hexadecimal; beside a message, whether that is in
	 * hexadecimal
	 * @param listener the name of the listener whose routes are explained
	 * @param peer the address of the client in an explanation
	 * @param tlsSubject the subject of this client's certificate
	 * @param sni the server name that this client asks for
	 * @param security identifies the requester
	 * @return the listener, the reply, the explanation, or what the reload has changed;
	 * status 400 for an unknown action, and for bytes or a configuration that are
	 * invalid, 404 if there is no listener with this name, 409 if no message can be sent
	 * to it or no reload can begin, 504 if no reply came
	 */
	@WriteOperation
	public WebEndpointResponse<Object> act(@Selector String name, @Nullable String action, @Nullable String message,
			@Nullable String text, @Nullable String hex, @Nullable String listener, @Nullable String peer,
			@Nullable String tlsSubject, @Nullable String sni, SecurityContext security) {
		if (RELOAD.equals(name)) {
			return reload(Requester.describe(security));
		}
		GivenBytes given = new GivenBytes(message, text, hex);
		try {
			return EXPLAIN.equals(name) ? explain(listener, given, new GivenClient(peer, tlsSubject, sni))
					: act(name, action, given, security);
		}
		catch (BadParameterException ex) {
			return EndpointProblem.badRequest(ex);
		}
	}

	private WebEndpointResponse<Object> reload(String requester) {
		return switch (this.reload.reload(requester)) {
			case ReloadResult.Applied applied -> new WebEndpointResponse<>(applied.report());
			case ReloadResult.Refused refused -> EndpointProblem.badRequest(refused.message());
			case ReloadResult.Unavailable unavailable -> EndpointProblem.conflict(unavailable.reason());
		};
	}

	private WebEndpointResponse<Object> explain(@Nullable String name, GivenBytes given, GivenClient client) {
		if (name == null) {
			throw new BadParameterException("listener", null, "known are: %s".formatted(names()));
		}
		OperatedListener listener = this.listeners.get(name);
		return (listener != null) ? new WebEndpointResponse<>(Explanation.of(listener, given, client)) : notFound(name);
	}

	private WebEndpointResponse<Object> act(String name, @Nullable String action, GivenBytes given,
			SecurityContext security) {
		OperatedListener listener = this.listeners.get(name);
		if (listener == null) {
			return notFound(name);
		}
		String requester = Requester.describe(security);
		return switch (action) {
			case SUSPEND -> suspend(listener, requester);
			case RESUME -> resume(listener, requester);
			case SEND -> send(listener, TestMessage.of(given, listener.probe().charset()), requester);
			case null, default -> throw new BadParameterException("action", action,
					"known are: %s".formatted(String.join(", ", SUSPEND, RESUME, SEND)));
		};
	}

	private WebEndpointResponse<Object> suspend(OperatedListener listener, String requester) {
		if (listener.connections().acceptSwitch().suspend()) {
			log.warn("[{}] suspended, new clients wait until it is resumed: {} asked for it", listener.name(),
					requester);
		}
		else {
			log.info("[{}] is suspended already: {} asked for it", listener.name(), requester);
		}
		return show(listener);
	}

	private WebEndpointResponse<Object> resume(OperatedListener listener, String requester) {
		if (listener.connections().acceptSwitch().resume()) {
			log.info("[{}] resumed, new clients are accepted: {} asked for it", listener.name(), requester);
		}
		else {
			log.info("[{}] is not suspended: {} asked to resume it", listener.name(), requester);
		}
		return show(listener);
	}

	private static WebEndpointResponse<Object> send(OperatedListener listener, TestMessage message, String requester) {
		String obstacle = listener.probe().obstacle();
		if (obstacle != null) {
			return EndpointProblem.conflict(obstacle);
		}
		if (!listener.state().equals(OperatedListener.LISTENING)) {
			return EndpointProblem
				.conflict("'%s' accepts no new connection while it is %s".formatted(listener.name(), listener.state()));
		}
		log.info("[{}] a test message of {} bytes is sent: {} asked for it", listener.name(), message.content().length,
				requester);
		return message.sendBy(listener.probe());
	}

	private WebEndpointResponse<Object> show(OperatedListener listener) {
		return new WebEndpointResponse<>(listener.show(this.counts));
	}

	private WebEndpointResponse<Object> notFound(String listener) {
		return EndpointProblem.notFound("There is no listener '%s'; known are: %s".formatted(listener, names()));
	}

	private String names() {
		return String.join(", ", this.listeners.keySet());
	}

}

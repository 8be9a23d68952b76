package io.sluice.actuate.endpoint;

import java.net.InetAddress;
import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import io.sluice.TcpSession;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.telemetry.ConnectionInfo;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of the gateway as an operator sees them.
 */
public final class SessionView {

	private final Map<String, SluiceServerConnectionFactory> listeners = new LinkedHashMap<>();

	private final Function<String, Charset> charsets;

	private final ConnectionQueryReader queries;

	/**
	 * Create a view.
	 * @param listeners the listeners of the application
	 * @param charsets the encoding of text, by a listener's name
	 * @param blocks parses a block of addresses
	 */
	public SessionView(List<SluiceServerConnectionFactory> listeners, Function<String, Charset> charsets,
			Function<String, Predicate<InetAddress>> blocks) {
		listeners.forEach((listener) -> this.listeners.put(listener.getName(), listener));
		this.charsets = charsets;
		this.queries = new ConnectionQueryReader(this.listeners.keySet().stream().sorted().toList(), blocks);
	}

	/**
	 * The names of all listeners.
	 */
	List<String> listeners() {
		return List.copyOf(this.listeners.keySet());
	}

	/**
	 * A page of the sessions that have a name.
	 * @throws BadParameterException if a parameter is invalid
	 */
	ConnectionQuery.Page namedSessions(QueryParameters parameters) {
		return this.queries.read(parameters)
			.page(this.listeners.values()
				.stream()
				.flatMap((listener) -> listener.openConnections().infos())
				.filter((connection) -> !connection.client().identities().isEmpty()));
	}

	/**
	 * A session as a response.
	 */
	Map<String, Object> show(TcpSession session) {
		ConnectionInfo info = info(session);
		return (info != null) ? ConnectionField.show(info) : describe(session);
	}

	private static Map<String, Object> describe(TcpSession session) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("id", session.id());
		shown.put("listener", session.listener());
		shown.put("peer", ConnectionField.describe(session.peer()));
		if (session.pod() != null) {
			shown.put("pod", session.pod());
			shown.put("identities", session.identities());
		}
		return shown;
	}

	private @Nullable ConnectionInfo info(TcpSession session) {
		SluiceServerConnectionFactory listener = (session.pod() == null) ? this.listeners.get(session.listener())
				: null;
		return (listener != null) ? listener.openConnections().info(session.id()) : null;
	}

	/**
	 * An answer as a response.
	 */
	Map<String, Object> reply(TcpSession session, byte[] answer) {
		Map<String, Object> reply = new LinkedHashMap<>();
		String text = PrintableText.decode(answer, this.charsets.apply(session.listener()));
		if (text != null) {
			reply.put("text", text);
		}
		reply.put("hex", HexFormat.of().formatHex(answer));
		return reply;
	}

}

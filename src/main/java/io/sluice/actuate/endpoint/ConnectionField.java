package io.sluice.actuate.endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import io.sluice.telemetry.ConnectionInfo;

/**
 * A field of a connection in the endpoint's response.
 *
 * @param key its name in the response
 * @param value its value for a connection; an empty text is no value
 * @param order the order of connections by this field
 */
public record ConnectionField(String key, Function<ConnectionInfo, ?> value, Comparator<ConnectionInfo> order) {

	private static final ConnectionField ID = of("id",
			(connection) -> Objects.toString(connection.client().connectionId(), ""));

	/** All fields, in the order of the response. */
	private static final List<ConnectionField> ALL = List.of(ID,
			of("listener", (connection) -> connection.client().listener()),
			of("peer", (connection) -> describe(connection.client().peer())),
			new ConnectionField("identities", ConnectionField::identities,
					Comparator.comparing((connection) -> String.join(" ", connection.client().identities()))),
			of("tlsSubject", (connection) -> Objects.toString(connection.tlsSubject(), "")),
			of("state", (connection) -> connection.phase().tag()), of("openedAt", ConnectionInfo::openedAt),
			of("requests", (connection) -> connection.traffic().requests()),
			of("bytesReceived", (connection) -> connection.traffic().received()),
			of("bytesSent", (connection) -> connection.traffic().sent()),
			of("route", (connection) -> Objects.toString(connection.route(), "")));

	/** The names of all fields. */
	static final List<String> KEYS = ALL.stream().map(ConnectionField::key).toList();

	private static <T extends Comparable<? super T>> ConnectionField of(String key, Function<ConnectionInfo, T> value) {
		return new ConnectionField(key, value, Comparator.comparing(value));
	}

	private static Object identities(ConnectionInfo connection) {
		Set<String> names = connection.client().identities();
		return names.isEmpty() ? "" : List.copyOf(names);
	}

	/**
	 * The order by a field. Connections with equal values are in the order of their ids.
	 * @param key the field's name
	 * @param descending whether the greatest value is first
	 */
	static Comparator<ConnectionInfo> order(String key, boolean descending) {
		Comparator<ConnectionInfo> order = ALL.get(KEYS.indexOf(key)).order();
		return (descending ? order.reversed() : order).thenComparing(ID.order());
	}

	/**
	 * A connection as a response.
	 * @param connection the connection
	 * @return its fields by name, without those that have no value
	 */
	static Map<String, Object> show(ConnectionInfo connection) {
		Map<String, Object> shown = new LinkedHashMap<>();
		for (ConnectionField field : ALL) {
			Object value = field.value().apply(connection);
			if (value instanceof Instant time) {
				shown.put(field.key(), time.truncatedTo(ChronoUnit.MILLIS).toString());
			}
			else if (!"".equals(value)) {
				shown.put(field.key(), value);
			}
		}
		return shown;
	}

	public static String describe(InetSocketAddress peer) {
		InetAddress address = peer.getAddress();
		String host = address.getHostAddress();
		return ((host.indexOf(':') < 0) ? host : "[" + host + "]") + ":" + peer.getPort();
	}

}

package io.sluice.actuate.endpoint;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.sluice.telemetry.ConnectionInfo;
import io.sluice.telemetry.Phase;
import lombok.RequiredArgsConstructor;

/**
 * Reads the parameters of {@code /actuator/connections}.
 */
@RequiredArgsConstructor
final class ConnectionQueryReader {

	private static final int DEFAULT_SIZE = 50;

	private static final int MAX_SIZE = 1000;

	private static final int MAX_PAGE = 999_999_999;

	/** A client's address with its port, as the endpoint shows it. */
	private static final Pattern WITH_PORT = Pattern.compile("(\\[[^]]+]|[0-9.]+):[0-9]{1,5}");

	private static final List<String> STATES = Arrays.stream(Phase.values()).map(Phase::tag).toList();

	private final Collection<String> listeners;

	/** Parses an address or a block of addresses. */
	private final Function<String, Predicate<InetAddress>> blocks;

	/**
	 * Read a query.
	 * @param parameters the parameters
	 * @throws BadParameterException if a parameter is invalid
	 */
	ConnectionQuery read(QueryParameters parameters) {
		return new ConnectionQuery(filter(parameters), order(parameters), parameters.number("page", 0, 0, MAX_PAGE),
				parameters.number("size", DEFAULT_SIZE, 1, MAX_SIZE));
	}

	private Predicate<ConnectionInfo> filter(QueryParameters parameters) {
		List<Predicate<ConnectionInfo>> filters = new ArrayList<>();
		parameters.choice("listener", this.listeners)
			.ifPresent((name) -> filters.add((connection) -> connection.client().listener().equals(name)));
		parameters.text("peer").ifPresent((text) -> filters.add(peer(text)));
		parameters.text("identity").ifPresent((text) -> filters.add(identity(text.toLowerCase(Locale.ROOT))));
		parameters.text("tlsSubject").ifPresent((text) -> filters.add(tlsSubject(text.toLowerCase(Locale.ROOT))));
		parameters.choice("state", STATES)
			.ifPresent((state) -> filters.add((connection) -> connection.phase().tag().equals(state)));
		return (connection) -> filters.stream().allMatch((filter) -> filter.test(connection));
	}

	private Predicate<ConnectionInfo> peer(String text) {
		boolean hasPort = WITH_PORT.matcher(text).matches();
		int colon = hasPort ? text.lastIndexOf(':') : text.length();
		int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : 0;
		String host = text.substring(0, colon);
		String address = (hasPort && host.startsWith("[")) ? host.substring(1, colon - 1) : host;
		try {
			Predicate<InetAddress> block = this.blocks.apply(address);
			return (connection) -> block.test(connection.client().peer().getAddress())
					&& (!hasPort || connection.client().peer().getPort() == port);
		}
		catch (IllegalArgumentException ex) {
			throw new BadParameterException("peer", text, String.valueOf(ex.getMessage()));
		}
	}

	private static Predicate<ConnectionInfo> identity(String lowerCase) {
		return (connection) -> connection.client()
			.identities()
			.stream()
			.anyMatch((name) -> name.toLowerCase(Locale.ROOT).contains(lowerCase));
	}

	private static Predicate<ConnectionInfo> tlsSubject(String lowerCase) {
		return (connection) -> {
			String subject = connection.tlsSubject();
			return subject != null && subject.toLowerCase(Locale.ROOT).contains(lowerCase);
		};
	}

	private static Comparator<ConnectionInfo> order(QueryParameters parameters) {
		String sort = parameters.text("sort").orElse("openedAt");
		boolean descending = sort.startsWith("-");
		String key = descending ? sort.substring(1) : sort;
		if (!ConnectionField.KEYS.contains(key)) {
			throw new BadParameterException("sort", sort, "it must be one of %s, with a '-' before it for descending"
				.formatted(String.join(", ", ConnectionField.KEYS)));
		}
		return ConnectionField.order(key, descending);
	}

}

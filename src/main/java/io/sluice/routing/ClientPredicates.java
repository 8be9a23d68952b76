package io.sluice.routing;

import java.net.InetSocketAddress;
import java.util.List;

import com.google.re2j.Pattern;
import io.sluice.SluiceHeaders;
import io.sluice.extract.Extractors;
import io.sluice.extract.MessageView;
import io.sluice.socket.CidrBlock;
import io.sluice.spi.RoutePredicate;

/**
 * The predicates over the client that sent a message, and those of the application.
 */
public final class ClientPredicates {

	private static final java.util.regex.Pattern HOST = java.util.regex.Pattern
		.compile("(\\*\\.)?[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

	private ClientPredicates() {
	}

	/**
	 * Matches the messages of clients by their address.
	 * @param blocks the addresses
	 * @return the predicate
	 */
	public static MessagePredicate peer(List<CidrBlock> blocks) {
		List<CidrBlock> all = List.copyOf(blocks);
		return new MessagePredicate("peer in " + all) {

			@Override
			public boolean test(MessageView message) {
				return message.headers().get(SluiceHeaders.PEER) instanceof InetSocketAddress peer
						&& all.stream().anyMatch((block) -> block.contains(peer.getAddress()));
			}

		};
	}

	/**
	 * Matches the messages of clients by the subject of their certificate. A client
	 * without a certificate does not match.
	 * @param expression an expression in the syntax of RE2, for the whole name in the
	 * form of RFC 2253, such as {@code CN=ops,O=Example}
	 * @return the predicate
	 * @throws IllegalArgumentException if the expression is not valid
	 */
	public static MessagePredicate tlsSubject(String expression) {
		Pattern pattern = Extractors.compile(expression);
		return new MessagePredicate("tls-subject \"%s\"".formatted(pattern)) {

			@Override
			public boolean test(MessageView message) {
				return message.headers().get(SluiceHeaders.TLS_SUBJECT) instanceof String subject
						&& pattern.matches(subject);
			}

		};
	}

	/**
	 * Matches the messages of clients by the server name that they asked for in their TLS
	 * handshake.
	 * @param host the name, in any case, or one such as {@code *.example.com} for all
	 * names with one more label
	 * @return the predicate
	 * @throws IllegalArgumentException if no client can ask for such a name
	 */
	public static MessagePredicate sni(String host) {
		if (!HOST.matcher(host).matches()) {
			throw new IllegalArgumentException(
					"'%s' matches no server name: write a name such as gateway.example.com, or *.example.com"
						.formatted(host));
		}
		return new MessagePredicate("sni \"%s\"".formatted(host)) {

			@Override
			public boolean test(MessageView message) {
				return message.headers().get(SluiceHeaders.TLS_SERVER_NAME) instanceof String name
						&& isHost(host, name);
			}

		};
	}

	private static boolean isHost(String host, String name) {
		if (!host.startsWith("*.")) {
			return host.equalsIgnoreCase(name);
		}
		int dot = name.indexOf('.');
		return dot > 0 && host.substring(1).equalsIgnoreCase(name.substring(dot));
	}

	/**
	 * Matches the messages that a predicate of the application matches.
	 * @param name its bean name
	 * @param predicate the predicate
	 * @return the predicate
	 */
	public static MessagePredicate application(String name, RoutePredicate predicate) {
		return new MessagePredicate("predicate '%s'".formatted(name)) {

			@Override
			public boolean test(MessageView message) {
				return predicate.test(message.message());
			}

		};
	}

}

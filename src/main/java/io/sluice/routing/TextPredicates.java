package io.sluice.routing;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.extract.Extractors;
import io.sluice.extract.MessageView;
import io.sluice.extract.TextBytes;

/**
 * The predicates over the text of a message.
 */
public final class TextPredicates {

	private TextPredicates() {
	}

	/**
	 * Matches a message that as a whole matches a regular expression of the JDK. Such an
	 * expression can take very long for some messages.
	 * @param pattern the expression
	 * @return the predicate; it throws a {@code NO_ROUTE} {@link TcpHandlerException} if
	 * the message is too long for the expression
	 */
	public static MessagePredicate matches(Pattern pattern) {
		return new MessagePredicate("matches \"%s\"".formatted(pattern)) {

			@Override
			public boolean test(MessageView message) {
				return matches(pattern, message.text());
			}

		};
	}

	/**
	 * Matches a message in which a regular expression matches anywhere, in time linear in
	 * the message.
	 * @param expression the expression in the syntax of RE2
	 * @param extractors gives the charset
	 * @return the predicate
	 * @throws IllegalArgumentException if the expression is not valid
	 */
	public static MessagePredicate regex(String expression, Extractors extractors) {
		com.google.re2j.Pattern pattern = Extractors.compile(expression);
		// RE2 matches the bytes of ASCII as they are; of UTF-8 it takes invalid bytes for
		// other characters than the JDK does
		boolean bytes = extractors.charset().equals(StandardCharsets.UTF_8)
				|| extractors.charset().equals(StandardCharsets.US_ASCII)
				|| extractors.charset().equals(StandardCharsets.ISO_8859_1);
		return new MessagePredicate("regex \"%s\"".formatted(pattern)) {

			@Override
			public boolean test(MessageView message) {
				return (bytes && TextBytes.isAscii(message.payload())) ? pattern.matcher(message.payload()).find()
						: pattern.matcher(message.text()).find();
			}

		};
	}

	private static boolean matches(Pattern pattern, String message) {
		try {
			return pattern.matcher(message).matches();
		}
		catch (StackOverflowError ex) {
			// java.util.regex recurses, for some expressions once per character: a
			// message that is too long for the expression must not count as one that does
			// not match
			throw new TcpHandlerException(ErrorCode.NO_ROUTE, "the message is too long to find its route");
		}
	}

}

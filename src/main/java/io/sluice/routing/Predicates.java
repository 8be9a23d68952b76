package io.sluice.routing;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;

/**
 * The predicates a route may have, each over a message's bytes.
 */
public final class Predicates {

	private Predicates() {
	}

	/**
	 * Matches a message that is exactly the given one.
	 * @param wanted the bytes
	 * @return the predicate
	 */
	public static Predicate<byte[]> equalTo(byte[] wanted) {
		return (message) -> Arrays.equals(message, wanted);
	}

	/**
	 * Matches a message that begins with the given bytes.
	 * @param prefix the bytes
	 * @return the predicate
	 */
	public static Predicate<byte[]> startsWith(byte[] prefix) {
		return (message) -> message.length >= prefix.length
				&& Arrays.equals(message, 0, prefix.length, prefix, 0, prefix.length);
	}

	/**
	 * Matches a message that ends with the given bytes.
	 * @param suffix the bytes
	 * @return the predicate
	 */
	public static Predicate<byte[]> endsWith(byte[] suffix) {
		return (message) -> message.length >= suffix.length
				&& Arrays.equals(message, message.length - suffix.length, message.length, suffix, 0, suffix.length);
	}

	/**
	 * Matches a message that as a whole matches a regular expression.
	 * @param pattern the expression
	 * @param charset the encoding of the message's text
	 * @return the predicate, which throws a {@code NO_ROUTE} {@link TcpHandlerException}
	 * for a message that the expression cannot be tried on
	 */
	public static Predicate<byte[]> matches(Pattern pattern, Charset charset) {
		return (message) -> matches(pattern, new String(message, charset));
	}

	private static boolean matches(Pattern pattern, String message) {
		try {
			return pattern.matcher(message).matches();
		}
		catch (StackOverflowError ex) {
			// java.util.regex recurses, for some expressions once a character: a message
			// that is too long for one must not be taken for one that does not match
			throw new TcpHandlerException(ErrorCode.NO_ROUTE, "the message is too long to find its route");
		}
	}

}

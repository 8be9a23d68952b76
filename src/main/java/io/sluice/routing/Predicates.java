package io.sluice.routing;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.framing.ByteSequence;

/**
 * The predicates of routes, each over the bytes of a message. The text of a predicate
 * describes it, for example {@code equals "PING"}, with bytes in the notation of the
 * configuration.
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
		return new WordedPredicate(words("equals", wanted)) {

			@Override
			public boolean test(byte[] message) {
				return Arrays.equals(message, wanted);
			}

		};
	}

	/**
	 * Matches a message that begins with the given bytes.
	 * @param prefix the bytes
	 * @return the predicate
	 */
	public static Predicate<byte[]> startsWith(byte[] prefix) {
		return new WordedPredicate(words("starts-with", prefix)) {

			@Override
			public boolean test(byte[] message) {
				return message.length >= prefix.length
						&& Arrays.equals(message, 0, prefix.length, prefix, 0, prefix.length);
			}

		};
	}

	/**
	 * Matches a message that ends with the given bytes.
	 * @param suffix the bytes
	 * @return the predicate
	 */
	public static Predicate<byte[]> endsWith(byte[] suffix) {
		return new WordedPredicate(words("ends-with", suffix)) {

			@Override
			public boolean test(byte[] message) {
				return message.length >= suffix.length && Arrays.equals(message, message.length - suffix.length,
						message.length, suffix, 0, suffix.length);
			}

		};
	}

	/**
	 * Matches a message that as a whole matches a regular expression.
	 * @param pattern the expression
	 * @param charset the encoding of the message's text
	 * @return the predicate; it throws a {@code NO_ROUTE} {@link TcpHandlerException} if
	 * the message is too long for the expression
	 */
	public static Predicate<byte[]> matches(Pattern pattern, Charset charset) {
		return new WordedPredicate("matches \"%s\"".formatted(pattern)) {

			@Override
			public boolean test(byte[] message) {
				return matches(pattern, new String(message, charset));
			}

		};
	}

	/**
	 * Matches a message that all given predicates match.
	 * @param predicates the predicates; if there are none, every message matches
	 * @return the predicate
	 */
	public static Predicate<byte[]> allOf(List<Predicate<byte[]>> predicates) {
		if (predicates.size() == 1) {
			return predicates.getFirst();
		}
		String words = predicates.stream().map(Object::toString).collect(Collectors.joining(" and "));
		List<Predicate<byte[]>> all = List.copyOf(predicates);
		return new WordedPredicate(all.isEmpty() ? "every message" : words) {

			@Override
			public boolean test(byte[] message) {
				for (Predicate<byte[]> predicate : all) {
					if (!predicate.test(message)) {
						return false;
					}
				}
				return true;
			}

		};
	}

	private static String words(String verb, byte[] bytes) {
		return "%s \"%s\"".formatted(verb, ByteSequence.describe(bytes));
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

package io.sluice.routing;

import java.nio.charset.Charset;
import java.util.Arrays;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.extract.Extractors;
import io.sluice.spi.MessageTransformer;

/**
 * The built-in steps that change the bytes of a message.
 */
public final class Transforms {

	/** An escaped character, or a group in a replacement. */
	private static final java.util.regex.Pattern GROUP = java.util.regex.Pattern
		.compile("\\\\.|\\$(?:([0-9])|\\{([^}]*)}?)?");

	private Transforms() {
	}

	/**
	 * Replaces every match of a regular expression in the text.
	 * @param expression the expression in the syntax of RE2
	 * @param with the replacement, in which {@code $1} is the first group
	 * @param charset the encoding of the text
	 * @param maxSize the largest length of the result
	 * @return the step; it throws a {@code BAD_PAYLOAD} {@link TcpHandlerException} if
	 * the result is longer
	 * @throws IllegalArgumentException if the text is not an expression, or the
	 * replacement names a group that does not exist
	 */
	public static MessageTransformer replaceRegex(String expression, String with, Charset charset, int maxSize) {
		Pattern pattern = Extractors.compile(expression);
		checkGroups(pattern, with);
		return (message) -> {
			Matcher matcher = pattern.matcher(new String(message.getPayload(), charset));
			StringBuilder replaced = new StringBuilder();
			while (matcher.find()) {
				matcher.appendReplacement(replaced, with);
				checkSize(replaced.length(), maxSize);
			}
			byte[] result = matcher.appendTail(replaced).toString().getBytes(charset);
			checkSize(result.length, maxSize);
			return result;
		};
	}

	private static void checkGroups(Pattern pattern, String with) {
		for (java.util.regex.MatchResult group : (Iterable<java.util.regex.MatchResult>) GROUP.matcher(with)
			.results()::iterator) {
			boolean known = (group.group(1) != null) ? group.group(1).charAt(0) - '0' <= pattern.groupCount()
					: group.group(2) != null && pattern.namedGroups().containsKey(group.group(2));
			if (group.group().charAt(0) == '$' && !known) {
				throw new IllegalArgumentException(
						"'%s' names the group %s, which the expression does not have".formatted(with, group.group()));
			}
		}
	}

	private static void checkSize(int size, int maxSize) {
		if (size > maxSize) {
			throw new TcpHandlerException(ErrorCode.BAD_PAYLOAD,
					"the message is longer than %d bytes after it was changed".formatted(maxSize));
		}
	}

	/**
	 * Replaces every occurrence of some bytes by others.
	 * @param wanted the bytes to replace, at least one
	 * @param with the replacement
	 * @param maxSize the largest length of the result
	 * @return the step; it throws a {@code BAD_PAYLOAD} {@link TcpHandlerException} if
	 * the result is longer
	 */
	public static MessageTransformer replaceBytes(byte[] wanted, byte[] with, int maxSize) {
		BytePattern pattern = new BytePattern(wanted);
		return (message) -> {
			byte[] result = pattern.replace(message.getPayload(), with, (size) -> checkSize(size, maxSize));
			checkSize(result.length, maxSize);
			return result;
		};
	}

	/**
	 * Converts the text from one encoding to another. Bytes that are not valid in the
	 * first, and characters that the second lacks, become its replacement, such as a
	 * question mark.
	 * @param from the encoding of the message
	 * @param to the encoding of the result
	 * @return the step
	 */
	public static MessageTransformer charset(Charset from, Charset to) {
		return (message) -> new String(message.getPayload(), from).getBytes(to);
	}

	/**
	 * Removes bytes from the beginning of messages that begin with them.
	 * @param prefix the bytes
	 * @return the step
	 */
	public static MessageTransformer strip(byte[] prefix) {
		return (message) -> {
			byte[] payload = message.getPayload();
			boolean there = payload.length >= prefix.length
					&& Arrays.equals(payload, 0, prefix.length, prefix, 0, prefix.length);
			return there ? Arrays.copyOfRange(payload, prefix.length, payload.length) : payload;
		};
	}

	/**
	 * Puts bytes before the message.
	 * @param prefix the bytes
	 * @return the step
	 */
	public static MessageTransformer prefix(byte[] prefix) {
		return (message) -> {
			byte[] payload = message.getPayload();
			byte[] prefixed = Arrays.copyOf(prefix, prefix.length + payload.length);
			System.arraycopy(payload, 0, prefixed, prefix.length, payload.length);
			return prefixed;
		};
	}

}

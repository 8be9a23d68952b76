package io.sluice.routing;

import java.nio.charset.Charset;
import java.util.Arrays;

import com.google.re2j.Pattern;
import io.sluice.extract.Extractors;
import io.sluice.spi.MessageTransformer;

/**
 * The built-in steps that change the bytes of a message.
 */
public final class Transforms {

	private Transforms() {
	}

	/**
	 * Replaces every match of a regular expression in the text.
	 * @param expression the expression in the syntax of RE2
	 * @param with the replacement, in which {@code $1} is the first group
	 * @param charset the encoding of the text
	 * @return the step
	 * @throws IllegalArgumentException if the expression is none, or the replacement
	 * names a group that does not exist
	 */
	public static MessageTransformer replaceRegex(String expression, String with, Charset charset) {
		Pattern pattern = Extractors.compile(expression);
		checkGroups(pattern, with);
		return (message) -> pattern.matcher(new String(message.getPayload(), charset))
			.replaceAll(with)
			.getBytes(charset);
	}

	private static void checkGroups(Pattern pattern, String with) {
		try {
			pattern.matcher("").appendReplacement(new StringBuilder(), with);
		}
		catch (IllegalStateException ex) {
			// it has no match yet
		}
		for (int i = 0; i + 1 < with.length(); i++) {
			char group = with.charAt(i + 1);
			if (with.charAt(i) == '\\') {
				i++;
			}
			else if (with.charAt(i) == '$' && Character.isDigit(group) && group - '0' > pattern.groupCount()) {
				throw new IllegalArgumentException("'%s' names the group $%s, but the expression has %d".formatted(with,
						group, pattern.groupCount()));
			}
		}
	}

	/**
	 * Replaces every occurrence of some bytes by others.
	 * @param wanted the bytes to replace, at least one
	 * @param with the replacement
	 * @return the step
	 */
	public static MessageTransformer replaceBytes(byte[] wanted, byte[] with) {
		ByteSearch search = new ByteSearch(wanted);
		return (message) -> search.replace(message.getPayload(), with);
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

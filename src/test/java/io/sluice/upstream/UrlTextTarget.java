package io.sluice.upstream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

import io.sluice.fuzz.FuzzTarget;

import org.springframework.web.util.UriUtils;

/**
 * A value of the client's message in a URL, of any characters: two bytes of an input are
 * one.
 */
public final class UrlTextTarget implements FuzzTarget {

	private static final Pattern ENCODED = Pattern.compile("([A-Za-z0-9._~-]|%[0-9A-F]{2})*");

	/** What a server that decodes a segment could take for another path. */
	private static final Pattern DOTS = Pattern.compile("(.*[/\\\\])?\\.{1,2}([/\\\\].*)?", Pattern.DOTALL);

	@Override
	public void run(byte[] input) {
		String value = ByteBuffer.wrap(input, 0, input.length & ~1).asCharBuffer().toString();
		check(value, UrlText.encodeQuery("{x}", value));
		String segment;
		try {
			segment = UrlText.encodeSegment("{x}", value);
		}
		catch (UnusableValueException ex) {
			return;
		}
		check(value, segment);
		if (segment.isEmpty() || UrlText.hasDotSegment("/a/" + segment + "/b")
				|| DOTS.matcher(UriUtils.decode(segment, StandardCharsets.UTF_8)).matches()) {
			throw new AssertionError("'%s' leads to another path".formatted(segment));
		}
	}

	private static void check(String value, String encoded) {
		boolean wellFormed = value.equals(new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
		if (!ENCODED.matcher(encoded).matches()
				|| (wellFormed && !UriUtils.decode(encoded, StandardCharsets.UTF_8).equals(value))) {
			throw new AssertionError("'%s' is encoded as '%s'".formatted(value, encoded));
		}
	}

	@Override
	public List<byte[]> seeds() {
		return List.of("..", "a/../b", "%2e%2e", "a b?c#d&e=f", "\\.\\..", "\u00e4\ud83d\ude00", "\ud83dx", "")
			.stream()
			.map((text) -> StandardCharsets.UTF_16BE.encode(text))
			.map((text) -> {
				byte[] bytes = new byte[text.remaining()];
				text.get(bytes);
				return bytes;
			})
			.toList();
	}

}

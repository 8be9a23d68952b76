package io.sluice.upstream;

import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriUtils;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Values of a message in a URL. No value can lead to another path than the configured
 * one.
 */
final class UrlText {

	/** Some servers read an encoded or a backward slash as a slash. */
	private static final Pattern SLASH = Pattern.compile("[/\\\\]");

	private UrlText() {
	}

	/**
	 * Encode a value as one segment of a path. Implements
	 * {@link io.sluice.extract.MessageTemplate.Encoder}.
	 */
	static String encodeSegment(String placeholder, @Nullable String value) {
		String present = UnusableValueException.require(placeholder, value);
		if (present.isEmpty()) {
			throw new UnusableValueException("the value of %s is empty".formatted(placeholder));
		}
		if (SLASH.splitAsStream(present).anyMatch(UrlText::isDots)) {
			throw new UnusableValueException("the value of %s names another path".formatted(placeholder));
		}
		return UriUtils.encode(present, UTF_8);
	}

	/**
	 * Encode a value as a part of a query. Implements
	 * {@link io.sluice.extract.MessageTemplate.Encoder}.
	 */
	static String encodeQuery(String placeholder, @Nullable String value) {
		return UriUtils.encode(UnusableValueException.require(placeholder, value), UTF_8);
	}

	/**
	 * Whether a segment of an encoded path is {@code .} or {@code ..}, which stand for
	 * another path.
	 */
	static boolean hasDotSegment(String path) {
		return SLASH.splitAsStream(path.toLowerCase(Locale.ROOT).replace("%2e", ".")).anyMatch(UrlText::isDots);
	}

	private static boolean isDots(String segment) {
		return segment.equals(".") || segment.equals("..");
	}

}

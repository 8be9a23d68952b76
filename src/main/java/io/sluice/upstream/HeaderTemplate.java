package io.sluice.upstream;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import io.sluice.extract.Extractors;
import io.sluice.extract.MessageTemplate;
import io.sluice.extract.TemplateParser;
import io.sluice.extract.TemplateValues;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * A header of the requests of a route.
 *
 * @param name the header's name
 * @param value its value, with placeholders
 */
public record HeaderTemplate(String name, MessageTemplate value) {

	/** Servers take headers of some 8 KB. */
	private static final int MAX_SIZE = 8 * 1024;

	/** Those that belong to the connection. */
	private static final Set<String> RESERVED = Set.of("connection", "content-length", "expect", "host", "keep-alive",
			"proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

	private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	/** The characters that every server reads alike. */
	private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

	/**
	 * Check a header's name.
	 * @return the name
	 * @throws IllegalArgumentException if a request cannot have it
	 */
	public static String checkName(String name) {
		if (!NAME.matcher(name).matches()) {
			throw new IllegalArgumentException("It must be the name of an HTTP header, such as X-Client");
		}
		if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
			throw new IllegalArgumentException("The HTTP client itself sets this header; remove it");
		}
		return name;
	}

	/**
	 * Read a header's value.
	 * @param name the header's name
	 * @param text the value, with placeholders
	 * @param extractors creates the extractors of its placeholders
	 * @throws IllegalArgumentException if a header cannot hold it, or a placeholder does
	 * not exist
	 */
	public static HeaderTemplate parse(String name, String text, Extractors extractors) {
		if (!VALUE.matcher(TemplateExample.of(text, extractors)).matches()) {
			throw new IllegalArgumentException("A header holds printable ASCII characters only");
		}
		MessageTemplate value = new TemplateParser(extractors, null, false).parse(text);
		String constant = value.constant();
		if (constant != null && isContentType(name) && !isMediaType(constant)) {
			throw new IllegalArgumentException("It must be a media type, such as text/plain;charset=utf-8");
		}
		return new HeaderTemplate(name, value);
	}

	private static boolean isContentType(String name) {
		return name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE);
	}

	/**
	 * Whether Spring's client can read a content type, which it does for a request with a
	 * body.
	 */
	private static boolean isMediaType(String text) {
		try {
			return MediaType.parseMediaType(text).isConcrete();
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	/**
	 * The value for a request.
	 * @param values the values of the message
	 * @throws UnusableValueException if a value is missing, or a header cannot hold it
	 */
	String fill(TemplateValues values) {
		String filled = this.value.fill(values, HeaderTemplate::encode, MAX_SIZE);
		if (isContentType(this.name) && !isMediaType(filled)) {
			throw new UnusableValueException("the values of the message make no media type");
		}
		return filled;
	}

	private static String encode(String placeholder, @Nullable String value) {
		String present = UnusableValueException.require(placeholder, value);
		if (!VALUE.matcher(present).matches()) {
			throw new UnusableValueException("a header cannot hold the value of " + placeholder);
		}
		return present;
	}

}

package io.sluice.upstream;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.sluice.extract.Extractors;
import io.sluice.extract.MessageTemplate;
import io.sluice.extract.TemplateParser;
import io.sluice.extract.TemplateValues;
import org.jspecify.annotations.Nullable;

/**
 * Path and query of the requests of a route, with placeholders.
 */
public final class PathTemplate {

	/** Servers take URLs of some 8 KB. */
	private static final int MAX_SIZE = 8 * 1024;

	private static final String LETTERS = "[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2}";

	private static final Pattern PATH = Pattern.compile("(?:" + LETTERS + ")*+");

	private static final Pattern QUERY = Pattern.compile("(?:" + LETTERS + "|\\?)*+");

	private final MessageTemplate path;

	private final @Nullable MessageTemplate query;

	private PathTemplate(MessageTemplate path, @Nullable MessageTemplate query) {
		this.path = path;
		this.query = query;
	}

	/**
	 * Read a path with an optional query.
	 * @param text the text, such as <code>/quotes/{json:$.id}?unit={text:0..2}</code>;
	 * may be empty
	 * @param extractors creates the extractors of its placeholders
	 * @throws IllegalArgumentException if a URL cannot hold it, or a placeholder does not
	 * exist
	 */
	public static PathTemplate parse(String text, Extractors extractors) {
		int mark = queryMark(text);
		String path = (mark < 0) ? text : text.substring(0, mark);
		String query = (mark < 0) ? null : text.substring(mark + 1);
		String example = checked(path, PATH, extractors);
		if (UrlText.hasDotSegment(example)) {
			throw new IllegalArgumentException("The path must not have a part '.' or '..'");
		}
		if (query != null) {
			checked(query, QUERY, extractors);
		}
		TemplateParser parser = new TemplateParser(extractors, null, false);
		return new PathTemplate(parser.parse(path), (query != null) ? parser.parse(query) : null);
	}

	/**
	 * The first question mark that is not in a placeholder, whose braces are in pairs.
	 */
	private static int queryMark(String text) {
		int open = 0;
		for (int i = 0; i < text.length(); i++) {
			switch (text.charAt(i)) {
				case '{' -> open++;
				case '}' -> open--;
				case '?' -> {
					if (open <= 0) {
						return i;
					}
				}
				default -> {
				}
			}
		}
		return -1;
	}

	/**
	 * The text with an example in place of each value.
	 */
	private static String checked(String text, Pattern allowed, Extractors extractors) {
		String example = TemplateExample.of(text, extractors);
		Matcher matcher = allowed.matcher(example);
		if (!matcher.matches()) {
			matcher.reset().lookingAt();
			throw new IllegalArgumentException("A URL cannot hold the character '%c'; percent-encode it"
				.formatted(example.codePointAt(matcher.end())));
		}
		return example;
	}

	/**
	 * The URL of a request.
	 * @param values the values of the message
	 * @param address the address of the service
	 * @throws UnusableValueException if a value is missing, or names another path
	 */
	URI fill(TemplateValues values, HttpAddress address) {
		String filled = this.path.fill(values, UrlText::encodeSegment, MAX_SIZE);
		if (UrlText.hasDotSegment(filled)) {
			throw new UnusableValueException("the values of the message lead to another path");
		}
		return address.resolve(filled,
				(this.query != null) ? this.query.fill(values, UrlText::encodeQuery, MAX_SIZE) : null);
	}

}

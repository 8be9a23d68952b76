package io.sluice.extract;

import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Map;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Creates extractors, and the views of messages that they read. The extractors of one
 * instance share what they need of a message: its text, and one pass over its JSON. All
 * of them are created before the first view.
 */
@RequiredArgsConstructor
public final class Extractors {

	private final Charset charset;

	private final JsonPaths paths = new JsonPaths();

	/** The slots of values other than those of JSON, by kind and argument. */
	private final Map<String, Integer> slots = new HashMap<>();

	/**
	 * View a message.
	 * @param message the message
	 * @return the view, for the extractors of this instance only
	 */
	public MessageView view(Message<byte[]> message) {
		return new MessageView(message, this.charset, this.paths);
	}

	/**
	 * Extract each value of a message once, for all routes that ask for it.
	 */
	private Extractor once(String kind, String argument, Extractor extractor) {
		int slot = this.slots.computeIfAbsent(kind + " " + argument, (added) -> this.slots.size());
		return (message) -> message.value(slot, this.slots.size(), extractor);
	}

	/**
	 * The encoding of a message's text.
	 */
	public Charset charset() {
		return this.charset;
	}

	/**
	 * Extract bytes by their positions.
	 * @param range such as {@code 4..11}, {@code 4..} or {@code -4..}, from 0 and
	 * inclusive
	 * @return extracts lower-case hex digits, two for each byte
	 * @throws IllegalArgumentException if the text is not a range
	 */
	public Extractor bytes(String range) {
		Range bytes = Range.parse(range);
		return once("bytes", range, (message) -> Values.hex(message.payload(), bytes));
	}

	/**
	 * Extract characters by their positions.
	 * @param range such as {@code 0..15}, from 0 and inclusive, in Unicode code points
	 * @return extracts the text
	 * @throws IllegalArgumentException if the text is not a range
	 */
	public Extractor text(String range) {
		Range characters = Range.parse(range);
		return once("text", range, (message) -> Values.characters(message.text(), characters));
	}

	/**
	 * Extract a field of a message whose fields are separated.
	 * @param separator the text between two fields
	 * @param index the field, from 0, or from the end if negative, where -1 is the last
	 * @return extracts the field, which may be empty
	 * @throws IllegalArgumentException if the separator is empty
	 */
	public Extractor field(String separator, int index) {
		if (separator.isEmpty()) {
			throw new IllegalArgumentException("The separator of a field is empty: it must be at least one character");
		}
		return once("field", index + separator,
				(message) -> (index < 0) ? Values.fieldFromEnd(message.text(), separator, -index - 1)
						: Values.field(message.text(), separator, index));
	}

	/**
	 * Extract what the first group of a regular expression matches, at its first match in
	 * the text.
	 * @param expression an expression in the syntax of RE2, with a group
	 * @return extracts the text of the group
	 * @throws IllegalArgumentException if the text is not an expression, or has no group
	 */
	public Extractor regex(String expression) {
		Pattern pattern = compile(expression);
		if (pattern.groupCount() == 0) {
			throw new IllegalArgumentException(
					"The expression '%s' has no group: put what is to be extracted in parentheses"
						.formatted(expression));
		}
		return once("regex", expression, (message) -> {
			Matcher matcher = pattern.matcher(message.text());
			return matcher.find() ? matcher.group(1) : null;
		});
	}

	/**
	 * Compile a regular expression that is matched in time linear in the text.
	 * @param expression an expression in the syntax of RE2, in which a dot matches every
	 * character
	 * @return the pattern
	 * @throws IllegalArgumentException if the text is not an expression
	 */
	public static Pattern compile(String expression) {
		try {
			return Pattern.compile(expression, Pattern.DOTALL);
		}
		catch (PatternSyntaxException ex) {
			throw new IllegalArgumentException(
					"'%s' is not a regular expression of RE2: %s; RE2 has no back references and no look-around"
						.formatted(expression, ex.getDescription()),
					ex);
		}
	}

	/**
	 * Extract a scalar of a JSON document.
	 * @param path such as {@code $.id}, {@code $['a b']} or {@code $.items[0].id}
	 * @return extracts the scalar as text; of duplicate names the last one counts. There
	 * is no value for {@code null}, an object or an array, and in a message that is not a
	 * JSON document
	 * @throws IllegalArgumentException if the text is not a path
	 */
	public Extractor json(String path) {
		int slot = this.paths.add(JsonPath.parse(path));
		return (message) -> message.json(slot);
	}

	/**
	 * Extract a value of an HL7 message of version 2.
	 * @param place such as {@code MSH-10}, {@code PID-5.1} or {@code OBX(2)-5}
	 * @return extracts the value without escape sequences; there is none if it is empty
	 * @throws IllegalArgumentException if the text is not a place
	 */
	public Extractor hl7(String place) {
		Hl7Path path = Hl7Path.parse(place);
		return once("hl7", place, (message) -> message.hl7().value(path));
	}

}

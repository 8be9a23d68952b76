package io.sluice.extract;

import org.jspecify.annotations.Nullable;

/**
 * An HL7 message of version 2 (chapter 2, "Control"): segments that end with a carriage
 * return, with the separators that its MSH segment names.
 */
final class Hl7Message {

	private static final String HEADER = "MSH";

	private static final int MIN_LENGTH = 8;

	private static final int FIELD = 3;

	private static final int COMPONENT = 4;

	private static final int REPETITION = 5;

	private static final int ESCAPE = 6;

	private static final int SUBCOMPONENT = 7;

	private final String text;

	/**
	 * Read a message.
	 * @param text its text; if it is not an HL7 message, it has no values
	 */
	Hl7Message(String text) {
		this.text = text;
	}

	/**
	 * The value at a place.
	 * @param path the place
	 * @return the value with the escape sequences of separators replaced, or {@code null}
	 * if it is empty or missing
	 */
	@Nullable String value(Hl7Path path) {
		if (this.text.length() < MIN_LENGTH || !this.text.startsWith(HEADER)) {
			return null;
		}
		String segment = segment(path.segment(), path.occurrence());
		String field = (segment != null) ? field(segment, path.field()) : null;
		if (field == null || field.isEmpty()) {
			return null;
		}
		if (isEncoding(path)) {
			return field;
		}
		String value = part(field, REPETITION, path.repetition());
		value = part(value, COMPONENT, path.component());
		value = part(value, SUBCOMPONENT, path.subcomponent());
		return (value == null || value.isEmpty()) ? null : unescape(value);
	}

	/**
	 * Whether the value is the separators themselves.
	 */
	private static boolean isEncoding(Hl7Path path) {
		return path.segment().equals(HEADER) && path.field() <= 2;
	}

	private @Nullable String segment(String name, int occurrence) {
		int left = occurrence;
		for (int begin = 0; begin < this.text.length();) {
			int end = endOfSegment(begin);
			if (this.text.startsWith(name, begin) && begin + name.length() < end
					&& this.text.charAt(begin + name.length()) == this.text.charAt(FIELD) && --left == 0) {
				return this.text.substring(begin, end);
			}
			begin = end + 1;
		}
		return null;
	}

	/**
	 * The standard's carriage return, or the line feed that many senders write.
	 */
	private int endOfSegment(int begin) {
		int end = begin;
		while (end < this.text.length() && this.text.charAt(end) != '\r' && this.text.charAt(end) != '\n') {
			end++;
		}
		return end;
	}

	private @Nullable String field(String segment, int field) {
		if (!segment.startsWith(HEADER)) {
			return Values.field(segment, this.text.substring(FIELD, COMPONENT), field);
		}
		// the separator that follows the name is itself the first field
		return (field == 1) ? segment.substring(FIELD, COMPONENT)
				: Values.field(segment, this.text.substring(FIELD, COMPONENT), field - 1);
	}

	private @Nullable String part(@Nullable String whole, int separator, int number) {
		return (whole == null || number == 0) ? whole
				: Values.field(whole, this.text.substring(separator, separator + 1), number - 1);
	}

	private String unescape(String value) {
		char escape = this.text.charAt(ESCAPE);
		if (value.indexOf(escape) < 0) {
			return value;
		}
		StringBuilder plain = new StringBuilder(value.length());
		for (int i = 0; i < value.length(); i++) {
			int end = (value.charAt(i) == escape) ? value.indexOf(escape, i + 1) : -1;
			char replaced = (end == i + 2) ? separator(value.charAt(i + 1)) : 0;
			if (end < 0) {
				plain.append(value.charAt(i));
			}
			else {
				plain.append((replaced != 0) ? String.valueOf(replaced) : value.substring(i, end + 1));
				i = end;
			}
		}
		return plain.toString();
	}

	private char separator(char name) {
		return switch (name) {
			case 'F' -> this.text.charAt(FIELD);
			case 'S' -> this.text.charAt(COMPONENT);
			case 'R' -> this.text.charAt(REPETITION);
			case 'E' -> this.text.charAt(ESCAPE);
			case 'T' -> this.text.charAt(SUBCOMPONENT);
			default -> 0;
		};
	}

}

package io.sluice.extract;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The header of an HL7 message of version 2: its MSH segment.
 * <p>
 * HL7 version 2.5.1, section 2.15.9.
 */
public final class Hl7Header {

	private static final String NAME = "MSH";

	private static final int FIELD_SEPARATOR = 3;

	private static final int ENCODING = 2;

	private static final int CONTROL_ID = 10;

	private final String segment;

	private final Charset charset;

	private final String separator;

	private Hl7Header(String segment, Charset charset) {
		this.segment = segment;
		this.charset = charset;
		this.separator = segment.substring(FIELD_SEPARATOR, FIELD_SEPARATOR + 1);
	}

	/**
	 * Read the header of a message.
	 * @param message the bytes of the message
	 * @param charset the charset of its text
	 * @param cut whether only the first bytes of the message are given
	 * @return the header, or {@code null} if the message does not begin with an MSH
	 * segment that has the separators and a control id
	 */
	public static @Nullable Hl7Header read(byte[] message, Charset charset, boolean cut) {
		int end = 0;
		while (end < message.length && message[end] != '\r' && message[end] != '\n') {
			end++;
		}
		if (cut && end == message.length) {
			return null;
		}
		String text = text(message, end, charset);
		return (text != null) ? create(text, charset)
				: create(new String(message, 0, end, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
	}

	/**
	 * The segment as text, where a character may have a byte that is also a separator.
	 * @return {@code null} if it is not text in the charset, and in UTF-8, in which no
	 * byte of a longer character is a separator
	 */
	private static @Nullable String text(byte[] message, int end, Charset charset) {
		if (charset.equals(StandardCharsets.UTF_8)) {
			return null;
		}
		try {
			return charset.newDecoder().decode(ByteBuffer.wrap(message, 0, end)).toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	private static @Nullable Hl7Header create(String segment, Charset charset) {
		if (!segment.startsWith(NAME) || segment.length() <= FIELD_SEPARATOR
				|| Character.isLetterOrDigit(segment.charAt(FIELD_SEPARATOR))) {
			return null;
		}
		Hl7Header header = new Hl7Header(segment, charset);
		boolean readable = header.field(ENCODING).length() >= 2 && !header.field(CONTROL_ID).isEmpty();
		return readable ? header : null;
	}

	/**
	 * The charset that turns fields into the bytes that they were read from: that of the
	 * text, or ISO 8859-1, which keeps all bytes.
	 */
	public Charset charset() {
		return this.charset;
	}

	/**
	 * A field.
	 * @param number its number, from 2: the first field is the separator itself
	 * @return its bytes in {@link #charset()}; empty if the field is missing
	 */
	public String field(int number) {
		return part(this.segment, this.separator, number);
	}

	/**
	 * A component of a field.
	 * @param number the number of the field
	 * @param component the number of the component, from 1
	 * @return its bytes in {@link #charset()}; empty if it is missing
	 */
	public String component(int number, int component) {
		return part(field(number), separator(0), component);
	}

	private static String part(String text, String separator, int number) {
		String part = Values.field(text, separator, number - 1);
		return (part != null) ? part : "";
	}

	/**
	 * The separator of fields.
	 */
	public String separator() {
		return this.separator;
	}

	/**
	 * A separator within fields.
	 * @param index 0 for components, 1 for repetitions, 2 for the escape character, 3 for
	 * subcomponents
	 * @return one character, or nothing if the message has no such separator
	 */
	public String separator(int index) {
		String encoding = field(ENCODING);
		return (index < encoding.length()) ? encoding.substring(index, index + 1) : "";
	}

}

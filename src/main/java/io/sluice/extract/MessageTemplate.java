package io.sluice.extract;

import java.nio.charset.Charset;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import org.jspecify.annotations.Nullable;

/**
 * A text with placeholders that stand for values of a request, of its reply and of an
 * error.
 */
public final class MessageTemplate {

	private final List<Part> parts;

	MessageTemplate(List<Part> parts) {
		this.parts = List.copyOf(parts);
	}

	/**
	 * Fill in the placeholders.
	 * @param values the values
	 * @param encoder encodes each value for its place in the text
	 * @param maxSize the largest number of characters of the result
	 * @return the text
	 * @throws TcpHandlerException with the code {@code BAD_PAYLOAD} if the text is longer
	 */
	public String fill(TemplateValues values, Encoder encoder, int maxSize) {
		StringBuilder text = new StringBuilder();
		for (Part part : this.parts) {
			text.append((part.value() != null) ? encoder.encode(part.text(), part.value().apply(values)) : part.text());
			if (text.length() > maxSize) {
				throw new TcpHandlerException(ErrorCode.BAD_PAYLOAD,
						"the text with the values of the message has more than %d characters".formatted(maxSize));
			}
		}
		return text.toString();
	}

	/**
	 * Fill in the placeholders and encode the text.
	 * @param values the values
	 * @param encoder encodes each value for its place in the text
	 * @param charset the encoding of the text
	 * @param maxSize the largest number of bytes of the result
	 * @return the bytes of the text
	 * @throws TcpHandlerException with the code {@code BAD_PAYLOAD} if there are more
	 */
	public byte[] encode(TemplateValues values, Encoder encoder, Charset charset, int maxSize) {
		byte[] text = fill(values, encoder, maxSize).getBytes(charset);
		if (text.length > maxSize) {
			throw new TcpHandlerException(ErrorCode.BAD_PAYLOAD,
					"the text with the values of the message has more than %d bytes".formatted(maxSize));
		}
		return text;
	}

	/**
	 * The text of a template without placeholders.
	 * @return the text, or {@code null} if there is a placeholder
	 */
	public @Nullable String constant() {
		return this.parts.stream().allMatch((part) -> part.value() == null)
				? this.parts.stream().map(Part::text).collect(Collectors.joining()) : null;
	}

	/**
	 * Whether a placeholder stands for a value of the reply.
	 */
	public boolean usesReply() {
		return this.parts.stream().anyMatch((part) -> part.value() != null && part.text().startsWith("{reply"));
	}

	/**
	 * Encodes a value for its place in a text, for example as a part of a URL.
	 */
	@FunctionalInterface
	public interface Encoder {

		/**
		 * Encode a value.
		 * @param placeholder the placeholder as it is written, for messages
		 * @param value the value, or {@code null} if there is none
		 * @return the text that replaces the placeholder
		 */
		String encode(String placeholder, @Nullable String value);

	}

	/**
	 * A part of a template.
	 *
	 * @param text the literal text, or the placeholder as it is written
	 * @param value gives the value of a placeholder; {@code null} for literal text
	 */
	record Part(String text, @Nullable Function<TemplateValues, @Nullable String> value) {

	}

}

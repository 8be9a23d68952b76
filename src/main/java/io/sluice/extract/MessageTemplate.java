package io.sluice.extract;

import java.util.List;
import java.util.function.Function;

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
	 * @return the text
	 */
	public String fill(TemplateValues values, Encoder encoder) {
		StringBuilder text = new StringBuilder();
		for (Part part : this.parts) {
			text.append((part.value() != null) ? encoder.encode(part.text(), part.value().apply(values)) : part.text());
		}
		return text.toString();
	}

	/**
	 * Whether the text has no placeholder.
	 */
	public boolean isConstant() {
		return this.parts.stream().allMatch((part) -> part.value() == null);
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

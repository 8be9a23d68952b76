package io.sluice.extract;

import java.net.InetSocketAddress;

import io.sluice.SluiceHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values that placeholders stand for.
 */
final class Placeholders {

	/** The placeholders of extractors, for messages. */
	static final String EXTRACTORS = "{bytes:4..11}, {text:0..15}, {field:,:2}, {regex:id=(\\d+)}, {json:$.id}, {hl7:MSH-10}";

	private Placeholders() {
	}

	/**
	 * The extractor that a placeholder names.
	 * @param extractors creates it
	 * @param content its kind, a colon and its argument
	 * @return {@code null} if there is none of that kind
	 * @throws IllegalArgumentException if the argument is invalid
	 */
	static @Nullable Extractor extractor(Extractors extractors, String content) {
		int colon = content.indexOf(':');
		if (colon < 0) {
			return null;
		}
		String argument = content.substring(colon + 1);
		return switch (content.substring(0, colon)) {
			case "bytes" -> extractors.bytes(argument);
			case "text" -> extractors.text(argument);
			case "field" -> field(extractors, argument);
			case "regex" -> extractors.regex(argument);
			case "json" -> extractors.json(argument);
			case "hl7" -> extractors.hl7(argument);
			default -> null;
		};
	}

	private static Extractor field(Extractors extractors, String argument) {
		int colon = argument.lastIndexOf(':');
		try {
			return extractors.field(argument.substring(0, Math.max(0, colon)),
					Integer.parseInt(argument.substring(colon + 1)));
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException(
					"{field:%s} has no index: write the separator, a colon and the field from 0, as in {field:,:2}"
						.formatted(argument),
					ex);
		}
	}

	static @Nullable String header(TemplateValues values, String name) {
		return (values.request().headers().get(name) instanceof String value) ? value : null;
	}

	static @Nullable String peer(TemplateValues values) {
		return (values.request().headers().get(SluiceHeaders.PEER) instanceof InetSocketAddress peer)
				? peer.getAddress().getHostAddress() : null;
	}

	static @Nullable String reply(TemplateValues values) {
		return (values.reply() != null) ? values.reply().text() : null;
	}

}

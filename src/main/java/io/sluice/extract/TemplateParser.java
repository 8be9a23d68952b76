package io.sluice.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.sluice.SluiceHeaders;
import io.sluice.extract.MessageTemplate.Part;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Reads templates: {@code {json:$.id}} is the value of an extractor, {@code {peer}},
 * {@code {identity}}, {@code {listener}} and {@code {route}} name where a request comes
 * from and goes to, {@code {code}} and {@code {message}} are the error, {@code {reply}}
 * and {@code {reply.json:$.id}} are from the reply. <code>{{</code> is a literal brace,
 * and so is a brace before anything but a letter.
 */
@RequiredArgsConstructor
public final class TemplateParser {

	private final Extractors request;

	/** For values of the reply; {@code null} where a template has none. */
	private final @Nullable Extractors reply;

	/** Whether a template may name the error. */
	private final boolean error;

	/**
	 * Read a template.
	 * @param text the text
	 * @return the template
	 * @throws IllegalArgumentException if it has a placeholder that does not exist here
	 */
	public MessageTemplate parse(String text) {
		List<Part> parts = new ArrayList<>();
		StringBuilder literal = new StringBuilder();
		for (int i = 0; i < text.length();) {
			int end = isPlaceholder(text, i) ? endOf(text, i) : i;
			if (end > i) {
				add(parts, literal);
				parts.add(placeholder(text.substring(i, end)));
				i = end;
			}
			else {
				literal.append(text.charAt(i));
				i += text.startsWith("{{", i) ? 2 : 1;
			}
		}
		add(parts, literal);
		return new MessageTemplate(parts);
	}

	private static void add(List<Part> parts, StringBuilder literal) {
		if (!literal.isEmpty()) {
			parts.add(new Part(literal.toString(), null));
			literal.setLength(0);
		}
	}

	private static boolean isPlaceholder(String text, int index) {
		return text.charAt(index) == '{' && index + 1 < text.length() && Character.isLetter(text.charAt(index + 1));
	}

	/**
	 * The end of a placeholder, in which further braces are in pairs.
	 */
	private static int endOf(String text, int begin) {
		int open = 0;
		for (int i = begin; i < text.length(); i++) {
			open += switch (text.charAt(i)) {
				case '{' -> 1;
				case '}' -> -1;
				default -> 0;
			};
			if (open == 0) {
				return i + 1;
			}
		}
		throw new IllegalArgumentException(
				"The placeholder '%s' has no end: close it with }, or write {{ for a literal brace"
					.formatted(text.substring(begin)));
	}

	private Part placeholder(String written) {
		Function<TemplateValues, @Nullable String> value;
		try {
			value = value(written.substring(1, written.length() - 1));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"The placeholder '%s' is invalid: %s".formatted(written, ex.getMessage()), ex);
		}
		if (value == null) {
			throw new IllegalArgumentException(
					"'%s' is not a valid placeholder here: use one of %s; write {{ for a literal brace"
						.formatted(written, known()));
		}
		return new Part(written, value);
	}

	private @Nullable Function<TemplateValues, @Nullable String> value(String content) {
		return switch (content) {
			case "listener" -> header(SluiceHeaders.LISTENER);
			case "route" -> header(SluiceHeaders.ROUTE);
			case "identity" -> header(SluiceHeaders.IDENTITY);
			case "peer" -> Placeholders::peer;
			case "code" -> this.error ? TemplateValues::code : null;
			case "message" -> this.error ? TemplateValues::message : null;
			case "reply" -> (this.reply != null) ? Placeholders::reply : null;
			default -> extractor(content);
		};
	}

	private static Function<TemplateValues, @Nullable String> header(String name) {
		return (values) -> Placeholders.header(values, name);
	}

	private @Nullable Function<TemplateValues, @Nullable String> extractor(String content) {
		if (content.startsWith("reply.")) {
			Extractor extractor = (this.reply != null)
					? Placeholders.extractor(this.reply, content.substring("reply.".length())) : null;
			return (extractor != null) ? (values) -> (values.reply() != null) ? extractor.extract(values.reply()) : null
					: null;
		}
		Extractor extractor = Placeholders.extractor(this.request, content);
		return (extractor != null) ? (values) -> extractor.extract(values.request()) : null;
	}

	private String known() {
		return Placeholders.EXTRACTORS + ", {peer}, {identity}, {listener}, {route}"
				+ (this.error ? ", {code}, {message}" : "")
				+ ((this.reply != null) ? ", {reply}, {reply.json:$.id} and so on" : "");
	}

}

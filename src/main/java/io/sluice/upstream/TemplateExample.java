package io.sluice.upstream;

import io.sluice.extract.Extractors;
import io.sluice.extract.TemplateParser;
import io.sluice.extract.TemplateValues;

import org.springframework.messaging.support.GenericMessage;

/**
 * A template with an example in place of each value, to check the text around them.
 */
final class TemplateExample {

	private TemplateExample() {
	}

	/**
	 * Fill a template.
	 * @param text the template
	 * @param extractors those of its messages; it gets none of the example
	 * @throws IllegalArgumentException if a placeholder does not exist
	 */
	static String of(String text, Extractors extractors) {
		Extractors own = new Extractors(extractors.charset());
		return new TemplateParser(own, null, false).parse(text)
			.fill(new TemplateValues(own.view(new GenericMessage<>(new byte[0]))), (placeholder, value) -> "x",
					Integer.MAX_VALUE);
	}

}

package io.sluice.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A guide as a reader works through it: headings and blocks, in their order.
 *
 * @param parts the parts
 */
record Guide(List<Part> parts) {

	private static final String FENCE = "```";

	static Guide read(Path page) throws IOException {
		List<Part> parts = new ArrayList<>();
		Kind open = null;
		StringBuilder text = new StringBuilder();
		for (String line : Files.readAllLines(page)) {
			if (open != null && line.equals(FENCE)) {
				parts.add(new Part(open, text.toString()));
				text.setLength(0);
				open = null;
			}
			else if (open != null) {
				text.append(line).append('\n');
			}
			else if (line.startsWith(FENCE)) {
				open = line.equals(FENCE + "yaml") ? Kind.YAML : Kind.CONSOLE;
			}
			else if (line.startsWith("## ")) {
				parts.add(new Part(Kind.HEADING, line.substring("## ".length())));
			}
		}
		return new Guide(parts);
	}

	enum Kind {

		/** A heading of the second level. */
		HEADING,

		/** A part of a configuration. */
		YAML,

		/** Commands, or what those before have printed. */
		CONSOLE

	}

	/**
	 * A heading or a block.
	 *
	 * @param kind the kind
	 * @param text the text, without heading mark or fences
	 */
	record Part(Kind kind, String text) {

	}

}

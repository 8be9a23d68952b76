package io.sluice.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

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
				open = Kind.of(line.substring(FENCE.length()));
			}
			else if (line.startsWith("## ")) {
				parts.add(new Part(Kind.HEADING, line.substring("## ".length())));
			}
		}
		return new Guide(parts);
	}

	/**
	 * Do what the guide says, and compare what each block of commands prints with the
	 * block that shows it.
	 * @param reader who does it
	 * @return the number of blocks that were compared
	 */
	int follow(Reader reader) throws IOException {
		int compared = 0;
		String printed = null;
		for (Part part : this.parts) {
			if (part.kind() == Kind.CONSOLE && printed != null) {
				assertThat(reader.comparable(printed)).isEqualTo(reader.comparable(part.text()));
				compared++;
				printed = null;
				continue;
			}
			switch (part.kind()) {
				case HEADING -> reader.enter(part.text());
				case YAML -> reader.configure(part.text());
				case QUOTATION -> reader.find(part.text());
				case CONSOLE -> printed = reader.run(part.text());
			}
		}
		assertThat(printed).as("output that the guide does not show").isNull();
		return compared;
	}

	/** Works through a guide. */
	interface Reader {

		/**
		 * Begin a section.
		 */
		default void enter(String heading) {
		}

		/**
		 * Change the configuration.
		 * @param snippet YAML
		 */
		void configure(String snippet) throws IOException;

		/**
		 * Run the commands of a block.
		 * @return what they have printed; {@code null} if the guide does not show it in
		 * the next block
		 */
		@Nullable String run(String commands) throws IOException;

		/**
		 * Find a quotation where it is from.
		 */
		default void find(String quotation) throws IOException {
			throw new IllegalArgumentException("where is this from: " + quotation);
		}

		/**
		 * Remove what differs each time from an output.
		 */
		default String comparable(String output) {
			return output;
		}

	}

	enum Kind {

		/** A heading of the second level. */
		HEADING,

		/** A part of a configuration. */
		YAML,

		/** Commands, or what those before have printed. */
		CONSOLE,

		/** A part of a file or a log. */
		QUOTATION;

		private static Kind of(String language) {
			return switch (language) {
				case "yaml" -> YAML;
				case "" -> CONSOLE;
				default -> QUOTATION;
			};
		}

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

package io.sluice.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

/**
 * What {@code docs/benchmarks.md} says; the words around the figures are a resource.
 *
 * @param ratios the rows of the first table
 * @param figures the rows of the second
 */
record Page(List<String> ratios, List<String> figures) {

	String text() throws IOException {
		try (InputStream template = Page.class.getResourceAsStream("/bench/benchmarks.md")) {
			return new String(Objects.requireNonNull(template).readAllBytes(), StandardCharsets.UTF_8)
				.replace("{rounds}", Integer.toString(Rounds.COUNT))
				.replace("{short}", Integer.toString(Rounds.SHORT))
				.replace("{hardware}", Machine.hardware())
				.replace("{versions}", Machine.versions())
				.replace("{date}", LocalDate.now(ZoneOffset.UTC).toString())
				.replace("{ratios}", String.join("\n", this.ratios))
				.replace("{figures}", String.join("\n", this.figures));
		}
	}

}

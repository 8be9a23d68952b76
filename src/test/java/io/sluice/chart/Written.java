package io.sluice.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Files that are made of others and committed: compared, or written anew with
 * {@code ./mvnw test -Dtest='io.sluice.chart.*Tests' -Dchart.write=true}.
 */
final class Written {

	private static final boolean WRITE = Boolean.getBoolean("chart.write");

	private Written() {
	}

	static void check(Path file, String content) {
		try {
			if (WRITE) {
				Files.createDirectories(file.getParent());
				Files.writeString(file, content);
			}
			assertThat(file).as("write it with -Dchart.write=true, and look at what has changed")
				.content()
				.isEqualTo(content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

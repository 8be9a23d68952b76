package io.sluice.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The guide {@code docs/night.md}, worked through as a reader does. The gateway waits
 * less than 10 seconds before it reads a certificate again.
 */
@NeedsPrograms("openssl")
class NightGuideTests {

	@Test
	void everyStepDoesWhatTheGuideShows(@TempDir Path directory) throws IOException {
		try (OperatorGuide reader = new OperatorGuide(directory, Map.of("7443", "orders", "7444", "sensors"), "sensors",
				"--spring.ssl.bundle.watch.file.quiet-period=500ms")) {
			assertThat(Guide.read(Path.of("docs/night.md")).follow(reader)).isEqualTo(9);
		}
	}

}

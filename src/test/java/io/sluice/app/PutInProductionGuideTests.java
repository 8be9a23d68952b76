package io.sluice.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The guide {@code docs/put-in-production.md}, worked through as a reader does. The stops
 * of the gateway are shorter than in the guide.
 */
@NeedsPrograms({ "openssl", "promtool" })
class PutInProductionGuideTests {

	@Test
	void everyStepDoesWhatTheGuideShows(@TempDir Path directory) throws IOException {
		try (OperatorGuide reader = new OperatorGuide(directory, Map.of("7443", "devices"), "devices",
				"--sluice.shutdown.accept-for=0s", "--sluice.shutdown.close-spread=0s")) {
			assertThat(Guide.read(Path.of("docs/put-in-production.md")).follow(reader)).isEqualTo(8);
		}
	}

}

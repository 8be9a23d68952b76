package io.sluice.app;

import java.nio.file.Path;
import java.time.Duration;

import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command {@code examples/gps-tracker/run}.
 */
@NeedsPrograms("bash")
class GpsTrackerDrill {

	@Test
	void transcriptIsThatOfTheReadme(@TempDir Path directory) throws Exception {
		ExampleCommand command = new ExampleCommand(GpsTrackerTests.DIRECTORY, directory);
		Process run = command.start("--once");
		assertThat(run.waitFor(Duration.ofMinutes(5))).isTrue();
		assertThat(run.exitValue()).as(command.errors()).isZero();
		assertThat(command.output()).isEqualTo(GpsTrackerTests.transcript());
	}

}

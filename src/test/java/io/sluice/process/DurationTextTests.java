package io.sluice.process;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;

class DurationTextTests {

	@ParameterizedTest
	@CsvSource({ "PT0S, 0s", "PT0.0005S, 0s", "PT0.05S, 50ms", "PT1.5S, 1500ms", "PT30S, 30s", "PT1M, 1m",
			"PT1M30S, 90s", "PT1H, 1h", "PT1H30M, 90m", "P1D, 24h", "PT25H1S, 90001s" })
	void aDurationHasOneUnit(Duration duration, String text) {
		assertThat(DurationText.of(duration)).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource({ "PT0S", "PT0.05S", "PT30S", "PT1M30S", "PT1H30M", "P1D", "P365D" })
	void theTextIsASetting(Duration duration) {
		assertThat(DurationStyle.detectAndParse(DurationText.of(duration))).isEqualTo(duration);
	}

}

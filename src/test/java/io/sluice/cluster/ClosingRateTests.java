package io.sluice.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A share of the connections in a time.
 */
class ClosingRateTests {

	@ParameterizedTest
	@CsvSource({ "1%/min, 0.01, PT1M", "100%/s, 1, PT1S", "0.5%/h, 0.005, PT1H", "' 20 % / min ', 0.2, PT1M" })
	void aRateIsRead(String text, double share, Duration period) {
		assertThat(ClosingRate.parse(text)).isEqualTo(new ClosingRate(share, period));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "1%", "1/min", "0%/min", "101%/min", "-1%/min", "1%/m", "1%/day", "1%/1min",
			"1,5%/min", "1%/min/min" })
	void whatIsNoRateIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> ClosingRate.parse(text))
			.withMessageContaining("such as 1%/min");
	}

	@Test
	void itGivesANumberOfConnectionsForATime() {
		assertThat(ClosingRate.parse("1%/min").in(6000, TimeUnit.SECONDS.toNanos(1))).isEqualTo(1);
		assertThat(ClosingRate.parse("1%/min").in(600, TimeUnit.SECONDS.toNanos(1))).isEqualTo(0.1);
	}

}

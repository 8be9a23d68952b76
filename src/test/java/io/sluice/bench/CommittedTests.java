package io.sluice.bench;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CommittedTests {

	private static final Samples SAMPLES = new Samples(List.of(0.9, 1.0, 1.1));

	@Test
	void aRatioIsWorseWhereItGrewByMoreThanBothSpreads() throws Exception {
		Committed committed = committed(row("grew", SAMPLES, Row.RATIO), row("hardly grew", SAMPLES, Row.RATIO));
		List<Row> now = List.of(row("grew", new Samples(List.of(1.2, 1.3, 1.4)), Row.RATIO),
				row("hardly grew", new Samples(List.of(1.0, 1.1, 1.2)), Row.RATIO));
		assertThat(committed.worse(now)).containsExactly("grew: 1.300, was 1.000");
	}

	@Test
	void aRowThatSpreadFarIsComparedToo() throws Exception {
		Committed committed = committed(row("far", new Samples(List.of(0.7, 1.0, 1.3)), Row.RATIO));
		List<Row> now = List.of(row("far", new Samples(List.of(1.4, 1.5, 1.6)), Row.RATIO));
		assertThat(committed.worse(now)).containsExactly("far: 1.500, was 1.000");
		assertThat(committed.missing(now)).isEmpty();
	}

	@Test
	void neitherOtherUnitsNorSingleMeasurementsAreCompared() throws Exception {
		Committed committed = committed(row("time", SAMPLES, "ms"), row("was single", Samples.of(1), Row.RATIO),
				row("is single", SAMPLES, Row.RATIO));
		Samples worse = new Samples(List.of(8.0, 9.0));
		assertThat(committed.worse(List.of(row("time", worse, "ms"), row("was single", worse, Row.RATIO),
				row("is single", Samples.of(9), Row.RATIO))))
			.isEmpty();
	}

	@Test
	void rowsThatARunDoesNotHaveAreNamed() throws Exception {
		Committed committed = committed(row("64 B, 1 in flight: Sluice / Netty", SAMPLES, Row.RATIO),
				row("live heap", Samples.of(3), "KB"), row("here", SAMPLES, Row.RATIO));
		assertThat(committed.missing(List.of(row("here", SAMPLES, Row.RATIO))))
			.containsExactly("64 B, 1 in flight: Sluice / Netty", "live heap");
	}

	@Test
	void thePageNamesMachineAndVersions() throws Exception {
		assertThat(new Page(List.of(), List.of()).text()).doesNotContainPattern("[{}]|null")
			.containsPattern("Netty \\d+\\.\\d+")
			.containsPattern("Reactor Netty \\d+\\.\\d+")
			.containsPattern("Camel \\d+\\.\\d+")
			.containsPattern("Spring Integration \\d+\\.\\d+");
	}

	private static Row row(String name, Samples samples, String unit) {
		return new Row(name, samples, unit, Double.NaN);
	}

	/**
	 * Read back from the page that these rows make.
	 */
	private static Committed committed(Row... rows) throws Exception {
		return new Committed(new Page(List.of(rows).stream().map(Row::line).toList(),
				List.of("| 64 B, 1 in flight | Sluice | 9.46 | 1.50 | 102,892 | 4.29 |"))
			.text());
	}

}

package io.sluice.rogue;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Services that are killed, stopped and brought back, and that send garbage, answer late,
 * twice, out of order or by half: no reply reaches another client, and nothing is sent
 * twice.
 */
class UpstreamOrdealTests {

	@ParameterizedTest
	@CsvSource({ "ORDER, 1", "ISO, 5" })
	void everyClientGetsItsOwnReplies(Dialect dialect, long seed, @TempDir Path directory) throws Exception {
		UpstreamOrdeal.check(dialect, 1, seed, directory);
	}

}

package io.sluice.fleet;

import java.nio.file.Path;
import java.util.stream.IntStream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same with many seeds, each of which is printed. {@code -Dfleet.seeds} sets their
 * number; {@code .ci/run} takes twelve, which is one for each way to configure it.
 */
class FleetDrill {

	private static final int SEEDS = Integer.getInteger("fleet.seeds", 200);

	static IntStream seeds() {
		return IntStream.rangeClosed(1, SEEDS);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void everyDeviceReceivesWhatTheApplicationWasTold(int seed, @TempDir Path directory) throws Exception {
		Fleet.check(seed, directory);
	}

}

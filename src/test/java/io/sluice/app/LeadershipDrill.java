package io.sluice.app;

import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;

import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One of several gateways connects to a device, whatever befalls it and Redis, and in
 * whatever order.
 */
@NeedsPrograms("redis-server")
class LeadershipDrill {

	private static final int FAULTS = 6;

	static IntStream seeds() {
		return IntStream.range(0, Integer.getInteger("leadership.seeds", 10));
	}

	@Test
	void aLeaderThatIsCutOffOrStoppedOrKilledIsFollowedByAnotherAndDoesNothingMore(@TempDir Path directory)
			throws Exception {
		try (Leadership leadership = new Leadership(directory, 2)) {
			leadership.cut();
			leadership.hold();
			leadership.kill();
			leadership.assertNeverTwo();
		}
	}

	@ParameterizedTest(name = "seed {0}")
	@MethodSource("seeds")
	void thereIsNeverMoreThanOne(int seed, @TempDir Path directory) throws Exception {
		Random random = new Random(seed);
		try (Leadership leadership = new Leadership(directory, 3)) {
			for (int fault = 0; fault < FAULTS; fault++) {
				switch (random.nextInt(4)) {
					case 0 -> leadership.cut();
					case 1 -> leadership.hold();
					case 2 -> leadership.kill();
					default -> leadership.forget();
				}
			}
			leadership.assertNeverTwo();
		}
	}

}

package io.sluice.rogue;

import java.nio.file.Path;
import java.util.stream.IntStream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every service and many seeds, each of which is printed. {@code -Dordeal.seeds} sets
 * their number; {@code .ci/run} takes one for each service and pipeline.
 */
class UpstreamOrdealDrill {

	private static final int SEEDS = Integer.getInteger("ordeal.seeds", 50);

	/** The numbers of requests that a client has in flight. */
	private static final int[] PIPELINES = { 1, 32 };

	static IntStream seeds() {
		return IntStream.rangeClosed(1, SEEDS);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void everyClientGetsItsOwnReplies(int seed, @TempDir Path directory) throws Exception {
		Dialect[] dialects = Dialect.values();
		UpstreamOrdeal.check(dialects[seed % dialects.length], PIPELINES[seed / dialects.length % PIPELINES.length],
				seed, directory);
	}

}

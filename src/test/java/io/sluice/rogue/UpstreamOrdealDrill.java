package io.sluice.rogue;

import java.nio.file.Path;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every service and many seeds, each of which is printed.
 */
class UpstreamOrdealDrill {

	private static final int SEEDS = 50;

	/** The numbers of requests that a client has in flight. */
	private static final int[] PIPELINES = { 1, 32 };

	@RepeatedTest(SEEDS)
	void everyClientGetsItsOwnReplies(RepetitionInfo round, @TempDir Path directory) throws Exception {
		int seed = round.getCurrentRepetition();
		Dialect[] dialects = Dialect.values();
		UpstreamOrdeal.check(dialects[seed % dialects.length], PIPELINES[seed / dialects.length % PIPELINES.length],
				seed, directory);
	}

}

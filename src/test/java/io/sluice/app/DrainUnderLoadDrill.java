package io.sluice.app;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * A SIGTERM in the middle of a load of pipelined requests, at a different moment in each
 * round.
 */
class DrainUnderLoadDrill {

	private static final int ROUNDS = 10;

	@RepeatedTest(ROUNDS)
	void everyRequestThatIsHandledIsAnsweredOnceAndInOrder(RepetitionInfo round) throws Exception {
		DrainUnderLoad.check(10_000L * round.getCurrentRepetition());
	}

}

package io.sluice.app;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * A SIGTERM in the middle of a load of pipelined requests, at a different moment in each
 * round.
 */
class DrainUnderLoadDrill {

	private static final int ROUNDS = 20;

	@RepeatedTest(ROUNDS)
	void everyRequestThatIsHandledIsAnsweredOnceAndInOrder(RepetitionInfo round) throws Exception {
		DrainUnderLoad.check(5_000L * round.getCurrentRepetition());
	}

}

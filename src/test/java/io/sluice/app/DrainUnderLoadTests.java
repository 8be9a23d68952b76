package io.sluice.app;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A SIGTERM in the middle of a load of pipelined requests, early and late.
 */
class DrainUnderLoadTests {

	@ParameterizedTest
	@ValueSource(longs = { 5_000, 100_000 })
	void everyRequestThatIsHandledIsAnsweredOnceAndInOrder(long replies) throws Exception {
		DrainUnderLoad.check(replies);
	}

}

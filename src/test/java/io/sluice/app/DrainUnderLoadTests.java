package io.sluice.app;

import org.junit.jupiter.api.Test;

/**
 * A SIGTERM in the middle of a load of pipelined requests. {@link DrainUnderLoadDrill}
 * has more of them, early and late.
 */
class DrainUnderLoadTests {

	@Test
	void everyRequestThatIsHandledIsAnsweredOnceAndInOrder() throws Exception {
		DrainUnderLoad.check(5_000);
	}

}

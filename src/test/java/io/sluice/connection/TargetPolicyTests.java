package io.sluice.connection;

import io.sluice.CloseReason;
import io.sluice.support.ClassLoads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link TargetPolicy}: whether a handler is interrupted when its connection is closed.
 */
class TargetPolicyTests {

	@ParameterizedTest
	@EnumSource(value = CloseReason.class, names = { "CLIENT_CLOSED", "CLIENT_RESET", "WRITE_TIMEOUT" })
	void whereTheClientLeavesItIsAsSet(CloseReason reason) {
		assertThat(policy(OnDisconnect.FINISH).isInterruptedAfter(reason)).isFalse();
		assertThat(policy(OnDisconnect.INTERRUPT).isInterruptedAfter(reason)).isTrue();
	}

	@ParameterizedTest
	@EnumSource(value = CloseReason.class, names = { "CLIENT_CLOSED", "CLIENT_RESET", "WRITE_TIMEOUT" },
			mode = EnumSource.Mode.EXCLUDE)
	void whereThisSideClosesItIsInterrupted(CloseReason reason) {
		assertThat(policy(OnDisconnect.FINISH).isInterruptedAfter(reason)).isTrue();
	}

	@Test
	void aCloseNeedsNoClassOfItsOwn() throws Exception {
		assertThat(ClassLoads.firstNeededBy(Close.class)).as("would be initialized behind an OutOfMemoryError")
			.isEmpty();
	}

	private static TargetPolicy policy(OnDisconnect onDisconnect) {
		return new TargetPolicy(OnTimeout.INTERRUPT, onDisconnect);
	}

	static final class Close implements Runnable {

		private final CloseReason reason = CloseReason.CLIENT_RESET;

		private final TargetPolicy policy = TargetPolicy.DEFAULT;

		@Override
		public void run() {
			this.policy.isInterruptedAfter(this.reason);
		}

	}

}

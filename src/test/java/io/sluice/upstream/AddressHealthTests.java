package io.sluice.upstream;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When an address gets no requests, and how it returns.
 */
class AddressHealthTests {

	private static final long NOW = -TimeUnit.HOURS.toNanos(3);

	private final AddressHealth health = new AddressHealth();

	@Test
	void failuresInARowEjectAnAddressForAWhile() {
		assertThat(fail(AddressHealth.FAILURES - 1, NOW)).isFalse();
		assertThat(fail(1, NOW)).isTrue();
		assertThat(this.health.isEjected(NOW + 1)).isTrue();
		assertThat(this.health.isEjected(NOW + AddressHealth.EJECTION_NANOS)).isFalse();
	}

	@Test
	void aReplyBetweenFailuresKeepsAnAddress() {
		fail(AddressHealth.FAILURES - 1, NOW);
		this.health.recordReply();
		assertThat(fail(AddressHealth.FAILURES - 1, NOW)).isFalse();
		assertThat(this.health.isEjected(NOW)).isFalse();
	}

	@Test
	void anAddressReturnsSlowly() {
		fail(AddressHealth.FAILURES, NOW);
		long back = NOW + AddressHealth.EJECTION_NANOS;
		assertThat(this.health.slowness(back)).isEqualTo(10);
		assertThat(this.health.slowness(back + AddressHealth.SLOW_NANOS / 2)).isBetween(5.0, 6.0);
		assertThat(this.health.slowness(back + AddressHealth.SLOW_NANOS)).isEqualTo(1);
	}

	@Test
	void anAddressThatFailsAgainSoonIsEjectedForLonger() {
		fail(AddressHealth.FAILURES, NOW);
		long back = NOW + AddressHealth.EJECTION_NANOS;
		fail(AddressHealth.FAILURES, back);
		assertThat(this.health.isEjected(back + 2 * AddressHealth.EJECTION_NANOS - 1)).isTrue();
		assertThat(this.health.isEjected(back + 2 * AddressHealth.EJECTION_NANOS)).isFalse();
	}

	@Test
	void aFailedCheckHoldsUntilOneSucceeds() {
		assertThat(this.health.recordCheck("sick", NOW)).isTrue();
		assertThat(this.health.recordCheck("sick", NOW)).isFalse();
		assertThat(this.health.checkFailure()).isEqualTo("sick");
		assertThat(this.health.recordCheck(null, NOW)).isTrue();
		assertThat(this.health.checkFailure()).isNull();
		assertThat(this.health.slowness(NOW)).isEqualTo(10);
	}

	private boolean fail(int times, long now) {
		boolean ejected = false;
		for (int i = 0; i < times; i++) {
			ejected = this.health.recordFailure(now);
		}
		return ejected;
	}

}

package io.sluice.admission.limits;

import java.net.InetAddress;

import io.sluice.ErrorCode;
import io.sluice.spi.RequestGate;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Limits that change while connections are open and requests in progress.
 */
class ChangedLimitsTests {

	private static final RequestLimits NONE = new RequestLimits(0, 0, 0, false);

	private final RequestLimiter requests = new RequestLimiter(NONE);

	private final RequestGate gate = this.requests.apply(InetAddress.getLoopbackAddress());

	@Test
	void requestsThatEnteredWithoutALimitAreNotCountedByALaterOne() {
		assertThat(this.gate.enter(0)).isNull();
		this.requests.change(new RequestLimits(1, 0, 0, false));
		this.gate.leave();
		assertThat(this.gate.enter(0)).isNull();
		assertThat(this.gate.enter(0)).isEqualTo(ErrorCode.BUSY);
		this.gate.leave();
		assertThat(this.gate.enter(0)).isNull();
	}

	@Test
	void requestsThatWereCountedAreReleasedWhenTheLimitIsGone() {
		this.requests.change(new RequestLimits(1, 0, 0, false));
		assertThat(this.gate.enter(0)).isNull();
		this.requests.change(NONE);
		assertThat(this.gate.enter(0)).isNull();
		this.gate.leave();
		this.gate.leave();
		this.requests.change(new RequestLimits(1, 0, 0, false));
		assertThat(this.gate.enter(0)).isNull();
		assertThat(this.gate.enter(0)).isEqualTo(ErrorCode.BUSY);
	}

	@Test
	void aRateHoldsForAnOpenConnection() {
		assertThat(this.gate.enter(0)).isNull();
		this.requests.change(new RequestLimits(0, 0, 1, false));
		assertThat(this.gate.enter(0)).isNull();
		assertThat(this.gate.enter(0)).isEqualTo(ErrorCode.RATE_LIMITED);
		this.requests.change(NONE);
		assertThat(this.gate.enter(0)).isNull();
	}

	@Test
	void aLowerLimitOfConnectionsWaitsUntilEnoughHaveEnded() throws Exception {
		ConnectionLimit limit = new ConnectionLimit(0);
		assertThat(limit.max()).isEqualTo(Integer.MAX_VALUE);
		for (int i = 0; i < 3; i++) {
			assertThat(limit.enter(0)).isTrue();
		}
		limit.change(2);
		assertThat(limit.await(0)).isFalse();
		limit.leave();
		assertThat(limit.enter(0)).isFalse();
		limit.leave();
		assertThat(limit.enter(0)).isTrue();
		limit.change(0);
		assertThat(limit.enter(0)).isTrue();
		assertThat(limit.max()).isEqualTo(Integer.MAX_VALUE);
	}

	@Test
	void aRateOfConnectionsBeginsAndEnds() throws Exception {
		ConnectionRate rate = new ConnectionRate(0);
		AcceptRate accept = new AcceptRate(rate);
		for (int i = 0; i < 3; i++) {
			assertThat(accept.await(0)).isTrue();
			accept.recordAccept();
		}
		rate.change(1);
		await().until(() -> {
			boolean accepted = accept.await(0);
			accept.recordAccept();
			return !accepted;
		});
		rate.change(0);
		assertThat(accept.await(0)).isTrue();
	}

}

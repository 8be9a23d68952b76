package io.sluice.listener;

import java.time.Duration;

import io.sluice.CloseReason;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Expiry}: which deadline has passed at which time.
 */
class ExpiryTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	/**
	 * The sweeper takes the time once, and may come to connections that are younger.
	 */
	@Test
	void connectionThatIsYoungerThanTheSweepHasNotExpired() {
		Expiry expiry = expiry(new Lifetime(Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO));
		long before = expiry.createdAt() - SECOND;
		assertThat(expiry.closeNow(before)).isNull();
		expiry.opened();
		assertThat(expiry.closeNow(before)).isNull();
		assertThat(expiry.finishNow(before, true)).isNull();
		assertThat(expiry.isPastAge(before, true)).isFalse();
		assertThat(expiry.isEndOverdue(before)).isFalse();
	}

	@Test
	void withoutLimitsNothingExpires() {
		Expiry expiry = expiry(new Lifetime(Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO));
		expiry.opened();
		long inAYear = expiry.createdAt() + Duration.ofDays(365).toNanos();
		assertThat(expiry.closeNow(inAYear)).isNull();
		assertThat(expiry.finishNow(inAYear, true)).isNull();
		assertThat(expiry.isPastAge(inAYear, true)).isFalse();
	}

	@Test
	void openingIsBounded() {
		Expiry expiry = expiry(new Lifetime(Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO));
		assertThat(expiry.closeNow(expiry.createdAt() + 9 * SECOND)).isNull();
		assertThat(expiry.closeNow(expiry.createdAt() + 10 * SECOND)).isEqualTo(CloseReason.HANDSHAKE_TIMEOUT);
	}

	@Test
	void idleConnectionExpiresAndABusyOneDoesNot() {
		Expiry expiry = expiry(new Lifetime(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ZERO));
		expiry.opened();
		expiry.served(expiry.createdAt() + 30 * SECOND);
		assertThat(expiry.finishNow(expiry.createdAt() + 89 * SECOND, true)).isNull();
		assertThat(expiry.finishNow(expiry.createdAt() + 90 * SECOND, false)).isNull();
		assertThat(expiry.finishNow(expiry.createdAt() + 90 * SECOND, true)).isEqualTo(CloseReason.IDLE_TIMEOUT);
	}

	@Test
	void ageIsBoundedAndUpToATenthLess() {
		Expiry expiry = expiry(new Lifetime(Duration.ofSeconds(10), Duration.ZERO, Duration.ofSeconds(100)));
		expiry.opened();
		assertThat(expiry.isPastAge(expiry.createdAt() + 90 * SECOND - 1, true)).isFalse();
		assertThat(expiry.isPastAge(expiry.createdAt() + 100 * SECOND, true)).isTrue();
		assertThat(expiry.finishNow(expiry.createdAt() + 100 * SECOND, true)).isEqualTo(CloseReason.MAX_AGE);
	}

	/**
	 * Ended while it is idle, the connection could take a request with it that is on its
	 * way.
	 */
	@Test
	void oldConnectionHasTimeToEndBehindAReply() {
		Expiry expiry = expiry(new Lifetime(Duration.ofSeconds(10), Duration.ZERO, Duration.ofSeconds(100)));
		expiry.opened();
		long old = expiry.createdAt() + 90 * SECOND;
		while (!expiry.isPastAge(old, true)) {
			old += SECOND;
		}
		assertThat(expiry.finishNow(old, true)).isNull();
		assertThat(expiry.finishNow(old + 5 * SECOND, true)).isEqualTo(CloseReason.MAX_AGE);
	}

	@Test
	void clientThatAlwaysHasHalfAFrameSentIsOldALittleLater() {
		Expiry expiry = expiry(new Lifetime(Duration.ofSeconds(10), Duration.ZERO, Duration.ofSeconds(100)));
		expiry.opened();
		assertThat(expiry.isPastAge(expiry.createdAt() + 100 * SECOND, false)).isFalse();
		assertThat(expiry.isPastAge(expiry.createdAt() + 130 * SECOND, false)).isTrue();
	}

	private static Expiry expiry(Lifetime lifetime) {
		Duration half = Duration.ofSeconds(30);
		ReplyOutput output = new ReplyOutput(ListenerMetrics.NONE);
		ConnectionInput input = new ConnectionInput(SocketStub.unconnected(), output, new FairShare(output),
				ListenerMetrics.NONE, half);
		return new Expiry(new Deadlines(half, half, half, lifetime), input, output);
	}

}

package io.sluice.listener;

import java.nio.ByteBuffer;
import java.time.Duration;

import io.sluice.CloseReason;
import io.sluice.framing.RawFraming;
import io.sluice.telemetry.ListenerMetrics;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link Expiry}: which deadline has passed at which time.
 */
class ExpiryTests {

	private final SocketStub socket = SocketStub.unconnected();

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
		assertThat(expiry.isInputOverdue(before)).isFalse();
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

	/**
	 * Whichever thread it was that could not write.
	 */
	@Test
	void connectionWhoseOutputIsTornIsClosed() {
		ReplyOutput output = new ReplyOutput(ListenerMetrics.NONE, this.socket);
		Expiry expiry = expiry(new Lifetime(Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO), output);
		expiry.opened();
		output.open(new WithoutMemory());
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> output.write(new RawFraming(1 << 20), new byte[1 << 20]));
		assertThat(expiry.closeNow(expiry.createdAt())).isEqualTo(CloseReason.SERVER_ERROR);
	}

	private static final class WithoutMemory implements ReplySink {

		@Override
		public ByteBuffer take() {
			throw new OutOfMemoryError("for a test");
		}

		@Override
		public void write(ByteBuffer bytes) {
			throw new OutOfMemoryError("for a test");
		}

		@Override
		public void close() {
		}

		@Override
		public void giveBack(ByteBuffer buffer) {
			throw new AssertionError("nothing was taken");
		}

	}

	@Test
	void writeThatWaitsIsBounded() {
		Expiry expiry = unlimited();
		expiry.opened();
		this.socket.block(expiry.createdAt() + SECOND);
		assertThat(expiry.closeNow(expiry.createdAt() + 31 * SECOND - 1)).isNull();
		assertThat(expiry.closeNow(expiry.createdAt() + 31 * SECOND)).isEqualTo(CloseReason.WRITE_TIMEOUT);
		this.socket.block(0);
		assertThat(expiry.closeNow(expiry.createdAt() + 31 * SECOND)).isNull();
	}

	@Test
	void endThatHasNotBeenDecidedIsNotOverdue() {
		Expiry expiry = unlimited();
		expiry.opened();
		assertThat(expiry.isEndOverdue(expiry.createdAt() + 1000 * SECOND, false)).isFalse();
	}

	@Test
	void endThatIsDecidedComesWithinTheTimeOfAWriteUnlessARequestIsBeingAnswered() {
		Expiry expiry = unlimited();
		expiry.opened();
		expiry.decided();
		long decided = System.nanoTime();
		assertThat(expiry.isEndOverdue(decided + 32 * SECOND, false)).isFalse();
		assertThat(expiry.isEndOverdue(decided + 33 * SECOND, true)).isFalse();
		assertThat(expiry.isEndOverdue(decided + 33 * SECOND, false)).isTrue();
		expiry.served(decided + 10 * SECOND);
		assertThat(expiry.isEndOverdue(decided + 33 * SECOND, false)).isFalse();
		assertThat(expiry.isEndOverdue(decided + 43 * SECOND, false)).isTrue();
	}

	@Test
	void clientThatHasBeenToldOfTheEndHasLessTimeUnlessAWriteWaits() {
		Expiry expiry = unlimited();
		expiry.opened();
		expiry.decided();
		expiry.ending();
		long told = System.nanoTime();
		assertThat(expiry.isInputOverdue(told + SECOND)).isTrue();
		assertThat(expiry.isEndOverdue(told + SECOND, true)).isFalse();
		assertThat(expiry.isEndOverdue(told + 3 * SECOND, true)).isTrue();
		this.socket.block(told);
		assertThat(expiry.isEndOverdue(told + 32 * SECOND, true)).isFalse();
		assertThat(expiry.isEndOverdue(told + 33 * SECOND, true)).isTrue();
	}

	private Expiry unlimited() {
		return expiry(new Lifetime(Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO));
	}

	private Expiry expiry(Lifetime lifetime) {
		return expiry(lifetime, new ReplyOutput(ListenerMetrics.NONE, this.socket));
	}

	private Expiry expiry(Lifetime lifetime, ReplyOutput output) {
		Duration half = Duration.ofSeconds(30);
		return new Expiry(new Deadlines(half, half, half, lifetime), this.socket, output);
	}

}

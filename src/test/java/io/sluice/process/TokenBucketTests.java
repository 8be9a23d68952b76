package io.sluice.process;

import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * {@link TokenBucket}, by given times.
 */
class TokenBucketTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static int takeAll(TokenBucket bucket, long now) {
		int taken = 0;
		while (bucket.tryTake(now)) {
			taken++;
		}
		return taken;
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, -1, 1_000_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 10 })
	void isFullAtFirstAtWhateverTime(long now) {
		TokenBucket bucket = new TokenBucket(5);
		assertThat(bucket.nanosUntilNext(now)).isZero();
		assertThat(takeAll(bucket, now)).isEqualTo(5);
		assertThat(bucket.nanosUntilNext(now)).isEqualTo(SECOND / 5);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 10, 999, 1000, 1_000_003 })
	void theNextTokenIsThereAfterTheTimeGivenAndNotANanosecondBefore(int rate) {
		TokenBucket bucket = new TokenBucket(rate);
		long now = Long.MAX_VALUE - 100;
		assertThat(takeAll(bucket, now)).isEqualTo(rate);
		for (int i = 0; i < 1000; i++) {
			long wait = bucket.nanosUntilNext(now);
			if (wait > 0) {
				assertThat(bucket.tryTake(now + wait - 1)).isFalse();
			}
			now += wait;
			assertThat(bucket.nanosUntilNext(now)).isZero();
			assertThat(bucket.tryTake(now)).isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource({ "2, 333333333", "3, 1", "7, 1000", "1000, 999", "1000, 1001", "1000, 333", "33333, 7919" })
	void doesNotDriftOverALongTime(int rate, long step) {
		TokenBucket bucket = new TokenBucket(rate);
		long start = Long.MAX_VALUE - 5 * SECOND;
		assertThat(takeAll(bucket, start)).isEqualTo(rate);
		long taken = 0;
		long steps = 1_000_000;
		for (long i = 1; i <= steps; i++) {
			taken += takeAll(bucket, start + i * step);
		}
		assertThat(taken).isEqualTo(steps * step * rate / SECOND);
	}

	@ParameterizedTest(name = "seed {0}")
	@ValueSource(longs = { 1, 2, 3 })
	void neverLetsThroughMoreThanItsRateAndABurst(long seed) {
		Random random = new Random(seed);
		int rate = 1 + random.nextInt(50);
		TokenBucket bucket = new TokenBucket(rate);
		long now = random.nextLong();
		long elapsed = 0;
		long taken = 0;
		for (int i = 0; i < 100_000; i++) {
			long step = random.nextLong(SECOND / 20);
			now += step;
			elapsed += step;
			taken += bucket.tryTake(now) ? 1 : 0;
			assertThat(taken).isLessThanOrEqualTo(rate + elapsed * rate / SECOND);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1_000_000_000L, 1_000_000_001L, 3_600_000_000_000L, Long.MAX_VALUE })
	void afterARestOfASecondOrMoreItIsFullAndNoMore(long rest) {
		TokenBucket bucket = new TokenBucket(4);
		assertThat(takeAll(bucket, 100)).isEqualTo(4);
		assertThat(takeAll(bucket, 100 + rest)).isEqualTo(4);
		assertThat(bucket.nanosUntilNext(100 + rest)).isEqualTo(SECOND / 4);
	}

	@Test
	void aRestWhileItIsFullDoesNotCountLater() {
		TokenBucket bucket = new TokenBucket(4);
		assertThat(bucket.nanosUntilNext(0)).isZero();
		assertThat(takeAll(bucket, 10 * SECOND)).isEqualTo(4);
		assertThat(takeAll(bucket, 10 * SECOND + SECOND / 2)).isEqualTo(2);
	}

	@Test
	void aTimeBeforeAnEarlierOneBringsNothingAndTakesNothing() {
		TokenBucket bucket = new TokenBucket(2);
		assertThat(takeAll(bucket, SECOND)).isEqualTo(2);
		assertThat(bucket.tryTake(0)).isFalse();
		assertThat(bucket.tryTake(SECOND + SECOND / 2 - 1)).isFalse();
		assertThat(bucket.tryTake(SECOND + SECOND / 2)).isTrue();
		assertThat(bucket.tryTake(SECOND + SECOND / 2)).isFalse();
	}

	@Test
	void theLargestRateDoesNotOverflow() {
		TokenBucket bucket = new TokenBucket(Integer.MAX_VALUE);
		for (int i = 0; i < 1000; i++) {
			assertThat(bucket.tryTake(0)).isTrue();
		}
		assertThat(bucket.tryTake(SECOND - 1)).isTrue();
		assertThat(bucket.tryTake(2 * SECOND - 2)).isTrue();
		assertThat(bucket.nanosUntilNext(2 * SECOND)).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, Integer.MIN_VALUE })
	void aRateBelowOneIsRefused(int rate) {
		assertThatIllegalArgumentException().isThrownBy(() -> new TokenBucket(rate))
			.withMessage("a rate is 1 per second or more, not %d", rate);
	}

}

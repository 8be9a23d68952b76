package io.sluice.connection;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link FairShare}, with the time made up.
 */
class FairShareTests {

	private final long start = System.nanoTime();

	private final FairShare share = new FairShare(() -> {
	});

	@Test
	void whoAsksForLittleDoesNotWaitForOthers() {
		this.share.recordRest(this.start);
		this.share.recordWork(afterMicros(39));
		assertThat(this.share.mustYieldBeforeRead()).isFalse();
		this.share.recordRest(afterMicros(5000));
		this.share.recordWork(afterMicros(5039));
		assertThat(this.share.mustYieldBeforeRead()).isFalse();
	}

	@Test
	void requestThatTakesItsTimeIsATurn() {
		this.share.recordRest(this.start);
		this.share.recordWork(this.start);
		assertThat(this.share.mustYieldBeforeRead()).as("it has read").isFalse();
		this.share.recordWork(afterMicros(40));
		assertThat(this.share.mustYieldBeforeRead()).as("it has answered").isTrue();
		assertThat(this.share.mustYieldNow()).isFalse();
		this.share.recordRest(afterMicros(100));
		assertThat(this.share.mustYieldBeforeRead()).as("it has waited").isFalse();
	}

	@Test
	void requestsOutOfOneBufferGiveWayAfterAMillisecond() {
		this.share.recordRest(this.start);
		this.share.recordWork(afterMicros(999));
		assertThat(this.share.mustYieldNow()).isFalse();
		this.share.recordWork(afterMicros(1000));
		assertThat(this.share.mustYieldNow()).isTrue();
	}

	private long afterMicros(long micros) {
		return this.start + TimeUnit.MICROSECONDS.toNanos(micros);
	}

}

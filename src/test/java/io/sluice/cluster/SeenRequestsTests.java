package io.sluice.cluster;

import io.sluice.cluster.SeenRequests.Sight;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which requests of other pods are accepted.
 */
class SeenRequestsTests {

	private static final long A_DAY = 24L * 60 * 60 * 1000;

	private final SeenRequests seen = new SeenRequests();

	private Sight accept(String pod, long number) {
		return accept(pod, number, A_DAY);
	}

	private Sight accept(String pod, long number, long deadline) {
		return this.seen.accept(
				new Envelope(EnvelopeKind.ASK).with(EnvelopeField.POD_ID, pod).with(EnvelopeField.REQUEST, number),
				deadline);
	}

	@Test
	void aRequestIsAcceptedOnce() {
		assertThat(accept("one", 7)).isEqualTo(Sight.NEW);
		assertThat(accept("one", 7)).isEqualTo(Sight.SEEN);
		assertThat(accept("two", 7)).isEqualTo(Sight.NEW);
	}

	@Test
	void requestsThatOvertakeOneAnotherAreAccepted() {
		assertThat(accept("one", 9)).isEqualTo(Sight.NEW);
		assertThat(accept("one", 7)).isEqualTo(Sight.NEW);
		assertThat(accept("one", 8)).isEqualTo(Sight.NEW);
		assertThat(accept("one", 7)).isEqualTo(Sight.SEEN);
		assertThat(accept("one", 9)).isEqualTo(Sight.SEEN);
	}

	/** An answered ask leaves nothing behind, no matter how far away its deadline was. */
	@Test
	void anyNumberOfRequestsIsAcceptedOnce() {
		for (long number = 1; number <= 300_000; number++) {
			assertThat(accept("one", number)).isEqualTo(Sight.NEW);
		}
		for (long number = 1; number <= 300_000; number += 999) {
			assertThat(accept("one", number)).isEqualTo(Sight.SEEN);
		}
	}

	@Test
	void gapsBetweenNumbersAreNotSeen() {
		for (long number = 1; number <= 500_000; number += 777) {
			assertThat(accept("one", number)).isEqualTo(Sight.NEW);
			assertThat(accept("one", number + 1)).isEqualTo(Sight.NEW);
			assertThat(accept("one", number)).isEqualTo(Sight.SEEN);
		}
	}

	@Test
	void aPodIsForgottenWhenNoneOfItsRequestsIsAwaitedAnyMore() {
		assertThat(accept("one", 1, 1000)).isEqualTo(Sight.NEW);
		this.seen.sweep(12_000);
		assertThat(accept("one", 1, 1000)).isEqualTo(Sight.SEEN);
		this.seen.sweep(A_DAY);
		assertThat(accept("one", 1, 2 * A_DAY)).isEqualTo(Sight.NEW);
	}

	@Test
	void theNumberOfPodsIsBounded() {
		int pods = 0;
		while (accept("pod" + pods, 1) == Sight.NEW) {
			pods++;
		}
		assertThat(pods).isEqualTo(1000);
		assertThat(accept("pod7", 2)).isEqualTo(Sight.NEW);
		this.seen.sweep(2 * A_DAY);
		assertThat(accept("another", 1)).isEqualTo(Sight.NEW);
	}

	@Test
	void aNumberBelowOneIsMalformed() {
		assertThatExceptionOfType(MalformedEnvelopeException.class).isThrownBy(() -> accept("one", 0));
		assertThatExceptionOfType(MalformedEnvelopeException.class).isThrownBy(() -> accept("one", Long.MIN_VALUE));
	}

}

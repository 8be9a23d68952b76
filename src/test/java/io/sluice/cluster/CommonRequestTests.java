package io.sluice.cluster;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * For which pods a request to all of them waits, and which ones it names as silent.
 */
class CommonRequestTests {

	private final PodRegistry pods = new PodRegistry();

	@BeforeEach
	void connect() {
		this.pods.recordLink(true, 1);
	}

	private void beat(String pod) {
		this.pods.record(envelope(EnvelopeKind.BEAT, pod).with(EnvelopeField.CONNECTIONS, 0L)
			.with(EnvelopeField.NAMES, 0L)
			.with(EnvelopeField.TIME, 0L), 0, 1);
	}

	private static Envelope envelope(EnvelopeKind kind, String pod) {
		return new Envelope(kind).with(EnvelopeField.POD_ID, "id-" + pod).with(EnvelopeField.POD, pod);
	}

	private void lose(String pod) {
		beat(pod);
		this.pods.sweep(2 * PodRegistry.GONE.toNanos());
	}

	private CommonRequest publish(long receivers, String... answering) {
		CommonRequest request = new CommonRequest(this.pods, true);
		request.recordReceivers(receivers);
		for (String pod : answering) {
			request.receive(envelope(EnvelopeKind.ANSWER, pod));
		}
		return request;
	}

	@Test
	void ifAllThatHaveGotItHaveAnsweredNoPodIsSilent() {
		lose("lost");
		beat("one");
		CommonRequest request = publish(3, "one", "starting");
		assertThat(request.ended()).isDone();
		assertThat(request.silent()).isEmpty();
	}

	@Test
	void anAnswerOfAPodThatHasNotGotItIsNoError() {
		CommonRequest request = publish(1, "foreign");
		assertThat(request.ended()).isDone();
		assertThat(request.silent()).isEmpty();
	}

	@Test
	void aPodThatWasNeverHeardOfIsWaitedForAndSilent() {
		beat("one");
		CommonRequest request = publish(3, "one");
		assertThat(request.ended()).isNotDone();
		assertThat(request.silent()).containsExactly(CommonRequest.UNKNOWN_POD);
	}

	@Test
	void aPodThatIsLostIsSilentAndNotWaitedFor() {
		lose("lost");
		beat("one");
		CommonRequest request = publish(3, "one");
		assertThat(request.ended()).isDone();
		assertThat(request.silent()).containsExactly("lost");
	}

	@Test
	void aPodThatHasDiedHidesNoneThatIsLost() {
		lose("lost");
		beat("one");
		beat("died");
		CommonRequest request = publish(3, "one");
		assertThat(request.ended()).isNotDone();
		assertThat(request.silent()).containsExactly("died", "lost");
	}

	@Test
	void aPodThatIsLostMeanwhileIsNamedOnce() {
		beat("stopped");
		CommonRequest request = publish(2);
		assertThat(request.ended()).isNotDone();
		this.pods.sweep(2 * PodRegistry.GONE.toNanos());
		request.recheck();
		assertThat(request.ended()).isDone();
		assertThat(request.silent()).containsExactly("stopped");
	}

	@Test
	void aPodOfWhichTheEngineHasNoConnectionIsNotNamed() {
		lose("lost");
		this.pods.forgetLost("id-lost");
		assertThat(publish(2).silent()).containsExactly(CommonRequest.UNKNOWN_POD);
	}

	@Test
	void aSearchIsOverWhenThePodsThatLiveHaveAnswered() {
		beat("one");
		CommonRequest request = new CommonRequest(this.pods, false);
		request.recordReceivers(3);
		assertThat(request.ended()).isNotDone();
		request.receive(envelope(EnvelopeKind.ANSWER, "one"));
		assertThat(request.ended()).isDone();
	}

}

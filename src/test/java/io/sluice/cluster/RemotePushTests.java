package io.sluice.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.sluice.BroadcastResult;
import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.cluster.ClusterCounts.Count;
import io.sluice.session.OnDuplicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What pods tell one another of a push, over an engine that delivers when a test says so.
 */
class RemotePushTests {

	private static final String LISTENER = SimulatedPod.LISTENER;

	private SimulatedBus bus = new SimulatedBus(true);

	private SimulatedPod pod(String name) {
		return new SimulatedPod(name, this.bus, OnDuplicate.CLOSE_OLD);
	}

	private static CompletableFuture<PushResult> push(SimulatedPod from, String name, String text) {
		return from.all().pushAsync(LISTENER, name, text).toCompletableFuture();
	}

	private <T> T deliverUntilDone(CompletableFuture<T> future) {
		await().untilAsserted(() -> {
			this.bus.deliverAll();
			assertThat(future).isDone();
		});
		return future.join();
	}

	private SimulatedConnection login(SimulatedPod pod, String name) {
		SimulatedConnection connection = pod.login(name);
		pod.tellNames();
		this.bus.deliverAll();
		return connection;
	}

	@Test
	void aPushThatTheEngineBringsTwiceIsWrittenOnce() {
		SimulatedPod one = pod("one");
		SimulatedPod two = pod("two");
		SimulatedConnection device = login(one, "dev");
		CompletableFuture<PushResult> pushed = push(two, "dev", "hello");
		one.port().repeatNext();
		PushResult result = deliverUntilDone(pushed);
		assertThat(result.isWritten()).isTrue();
		assertThat(result.pod()).isEqualTo("one");
		assertThat(device.received()).containsExactly("hello");
		assertThat(one.node().counts().get(Count.DUPLICATE)).isOne();
	}

	@Test
	void aPushThatComesAfterItsDeadlineIsNotWritten() {
		SimulatedPod one = pod("one");
		SimulatedPod two = pod("two");
		SimulatedConnection device = login(one, "dev");
		PushResult result = push(two, "dev", "hello").join();
		assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
		assertThat(result.partial()).isTrue();
		this.bus.deliverAll();
		assertThat(one.node().counts().get(Count.LATE)).isOne();
		assertThat(device.received()).isEmpty();
		assertThat(two.node().counts().get(Outcome.UNKNOWN)).isOne();
	}

	/** With channels, each pod has a copy, and some may be late. */
	@ParameterizedTest
	@EnumSource(names = { "PUSH", "ASK" })
	void aCopyThatComesAfterTheDeadlineIsRefusedOnlyByThePodWithTheSession(EnvelopeKind kind) {
		this.bus = new SimulatedBus(false);
		SimulatedConnection device = login(pod("one"), "dev");
		pod("two");
		ForeignPod foreign = new ForeignPod(this.bus);
		foreign.send(kind, 1, -1);
		assertThat(foreign.answers("two")).containsExactly(AnswerKind.ABSENT);
		assertThat(foreign.answers("one"))
			.containsExactly((kind == EnvelopeKind.ASK) ? AnswerKind.NOT_SENT : AnswerKind.PUSHED);
		assertThat(device.received()).isEmpty();
	}

	@Test
	void aPushThatTheEngineBringsAgainAfterItsDeadlineIsNotRefused() {
		SimulatedConnection device = login(pod("one"), "dev");
		ForeignPod foreign = new ForeignPod(this.bus);
		foreign.send(EnvelopeKind.PUSH, 1, Duration.ofMinutes(1).toMillis());
		foreign.send(EnvelopeKind.PUSH, 1, -1);
		assertThat(foreign.answers("one")).containsExactly(AnswerKind.PUSHED);
		assertThat(device.received()).containsExactly("hello");
	}

	@Test
	void aBroadcastIsNotWrittenAfterItsDeadline() {
		SimulatedPod one = patient("one");
		SimulatedPod two = pod("two");
		SimulatedConnection device = login(one, "dev");
		device.stopReading();
		var _ = two.all().broadcastAsync("all");
		this.bus.deliverAll();
		await().until(device::hasWithdrawn);
	}

	@Test
	void aBroadcastThatBeginsAfterItsDeadlineIsNotSent() {
		SimulatedPod one = pod("one");
		SimulatedConnection device = login(one, "dev");
		BroadcastResult result = one.directory().broadcast(null, "late", System.nanoTime() - 1);
		assertThat(result.failed()).isOne();
		assertThat(result.failures()).extracting(PushResult::outcome).containsExactly(Outcome.FAILED);
		assertThat(device.received()).isEmpty();
	}

	@Test
	void untilAllPodsAreKnownAbsenceIsNotTold() {
		SimulatedPod one = pod("one");
		SimulatedPod two = pod("two");
		this.bus.deliverAll();
		PushResult result = deliverUntilDone(push(two, "nobody", "hello"));
		assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
		assertThat(result.partial()).isFalse();
		awaitSettled(one, two);
		assertThat(deliverUntilDone(push(two, "nobody", "hello")).outcome()).isEqualTo(Outcome.NOT_CONNECTED);
	}

	@Test
	void whileAPodDoesNotAnswerAbsenceIsNotTold() {
		SimulatedPod one = pod("one");
		SimulatedPod two = pod("two");
		SimulatedPod three = pod("three");
		this.bus.deliverAll();
		CompletableFuture<PushResult> pushed = push(two, "nobody", "hello");
		await().untilAsserted(() -> {
			this.bus.deliver(one.port(), two.port());
			assertThat(pushed).isDone();
		});
		assertThat(pushed.join().outcome()).isEqualTo(Outcome.UNKNOWN);
		assertThat(pushed.join().reason()).contains("three");
		assertThat(three.node().pods().others()).hasSize(2);
	}

	@Test
	void aSessionWhoseNameIsNotToldYetIsFoundByAskingThePods() {
		SimulatedPod one = pod("one");
		SimulatedPod two = pod("two");
		this.bus.deliverAll();
		SimulatedConnection device = one.login("dev");
		assertThat(deliverUntilDone(push(two, "dev", "hello")).isWritten()).isTrue();
		assertThat(device.received()).containsExactly("hello");
	}

	@Test
	void whenTheEngineIsAwayAPushIsUnavailableAtOnce() {
		SimulatedPod one = pod("one");
		SimulatedPod two = pod("two");
		SimulatedConnection here = login(two, "here");
		login(one, "dev");
		two.port().cut();
		assertThat(push(two, "dev", "hello").join().outcome()).isEqualTo(Outcome.UNAVAILABLE);
		assertThat(push(two, "here", "hello").join().isWritten()).isTrue();
		assertThat(here.received()).containsExactly("hello");
		BroadcastResult result = two.all().broadcastAsync("all").toCompletableFuture().join();
		assertThat(result.written()).isOne();
		assertThat(result.silentPods()).containsExactly("one");
	}

	@Test
	void aPushThatTheEngineDoesNotTakeIsUnavailableAtOnce() {
		SimulatedPod one = pod("one");
		SimulatedPod two = pod("two");
		login(one, "dev");
		two.port().cutUnnoticed();
		assertThat(push(two, "dev", "hello").join().outcome()).isEqualTo(Outcome.UNAVAILABLE);
	}

	/** It waits for as long as a test may take. */
	private SimulatedPod patient(String name) {
		return new SimulatedPod(name, this.bus, OnDuplicate.CLOSE_OLD, EnvelopeCodec.VERSION, Duration.ofMinutes(1));
	}

	@Test
	void aPodThatIsOnlyStoppedIsSilentInABroadcast() {
		SimulatedPod one = patient("one");
		SimulatedPod two = patient("two");
		SimulatedPod stopped = patient("stopped");
		this.bus.deliverAll();
		SimulatedConnection device = stopped.login("dev");
		loseThird(one, two);
		CompletableFuture<BroadcastResult> broadcast = two.all().broadcastAsync("all").toCompletableFuture();
		await().untilAsserted(() -> {
			this.bus.deliver(one.port(), two.port());
			assertThat(broadcast).isDone();
		});
		assertThat(broadcast.join().silentPods()).containsExactly("stopped");
		this.bus.deliverAll();
		await().untilAsserted(() -> assertThat(device.received()).containsExactly("all"));
	}

	/** Have another pod take the third one for gone, as if its beats had not come. */
	private void loseThird(SimulatedPod one, SimulatedPod other) {
		other.node().pods().sweep(System.nanoTime() + 2 * PodRegistry.GONE.toNanos());
		one.node().beat();
		other.node().beat();
		this.bus.deliver(one.port(), other.port());
		assertThat(other.node().pods().others()).extracting(Pod::name).containsExactly("one");
	}

	/** No matter who else gets the broadcast. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aPodThatHasLeftOrDiedIsNotSilentInABroadcast(boolean left) {
		SimulatedPod one = patient("one");
		SimulatedPod two = patient("two");
		SimulatedPod third = patient("third");
		this.bus.deliverAll();
		if (left) {
			third.node().leave();
		}
		third.port().cut();
		loseThird(one, two);
		assertThat(two.node().pods().lost()).isEmpty();
		assertThat(deliverUntilDone(two.all().broadcastAsync("all").toCompletableFuture()).silentPods()).isEmpty();
	}

	@Test
	void aBroadcastWaitsForAPodThatStarts() {
		SimulatedPod starting = patient("starting");
		SimulatedConnection device = starting.login("dev");
		SimulatedPod one = patient("one");
		SimulatedPod two = patient("two");
		this.bus.deliver(one.port(), two.port());
		CompletableFuture<BroadcastResult> broadcast = two.all().broadcastAsync("all").toCompletableFuture();
		this.bus.deliver(one.port());
		BroadcastResult result = deliverUntilDone(broadcast);
		assertThat(result.written()).isOne();
		assertThat(result.silentPods()).isEmpty();
		assertThat(device.received()).containsExactly("all");
	}

	/** The engine's order decides which of two sessions a push belongs to. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void onlyTheOwnerOfANameWritesAPush(boolean pushedFirst) {
		SimulatedPod one = pod("one");
		SimulatedPod two = pod("two");
		SimulatedPod three = pod("three");
		SimulatedConnection old = login(one, "dev");
		SimulatedConnection latest = two.login("dev");
		CompletableFuture<PushResult> pushed = null;
		if (pushedFirst) {
			pushed = push(three, "dev", "hello");
		}
		two.tellNames();
		if (!pushedFirst) {
			pushed = push(three, "dev", "hello");
		}
		assertThat(deliverUntilDone(pushed).isWritten()).isTrue();
		assertThat(old.received()).hasSize(pushedFirst ? 1 : 0);
		assertThat(latest.received()).hasSize(pushedFirst ? 0 : 1);
	}

	@ParameterizedTest
	@CsvSource({ "1, 2", "2, 1", "1, 1" })
	void podsOfTheVersionBeforeAreUnderstoodAndUnderstand(int first, int second) {
		SimulatedPod one = new SimulatedPod("one", this.bus, OnDuplicate.CLOSE_OLD, first);
		SimulatedPod two = new SimulatedPod("two", this.bus, OnDuplicate.CLOSE_OLD, second);
		SimulatedConnection device = login(one, "dev");
		assertThat(deliverUntilDone(push(two, "dev", "hello")).isWritten()).isTrue();
		BroadcastResult result = deliverUntilDone(two.all().broadcastAsync(LISTENER, "all").toCompletableFuture());
		assertThat(result.written()).isOne();
		assertThat(device.received()).containsExactly("hello", "all");
		SimulatedConnection latest = login(two, "dev");
		await().until(() -> one.count("dev") == 0);
		assertThat(latest.closeReason()).isNull();
	}

	@Test
	void anEngineThatDoesNotCountBringsPushesToo() {
		this.bus = new SimulatedBus(false);
		SimulatedPod one = pod("one");
		SimulatedPod two = pod("two");
		SimulatedPod three = pod("three");
		SimulatedConnection device = login(one, "dev");
		assertThat(deliverUntilDone(push(two, "dev", "hello")).isWritten()).isTrue();
		assertThat(device.received()).containsExactly("hello");
		awaitSettled(one, two, three);
		assertThat(deliverUntilDone(push(two, "nobody", "hello")).outcome()).isEqualTo(Outcome.NOT_CONNECTED);
	}

	private void awaitSettled(SimulatedPod... pods) {
		await().until(() -> {
			for (SimulatedPod pod : pods) {
				pod.node().beat();
			}
			this.bus.deliverAll();
			return Stream.of(pods).allMatch((pod) -> pod.node().pods().isSettled(System.nanoTime()));
		});
	}

	@Test
	void whatIsNotForThisPodIsIgnoredAndCounted() {
		SimulatedPod one = pod("one");
		SimulatedPod two = pod("two");
		this.bus.deliverAll();
		EnvelopeCodec codec = new EnvelopeCodec(EnvelopeCodec.VERSION, 1024);
		Envelope claim = new Envelope(EnvelopeKind.CLAIM).with(EnvelopeField.POD_ID, "x")
			.with(EnvelopeField.POD, "x")
			.with(EnvelopeField.NAME, "foreign")
			.with(EnvelopeField.LISTENER, LISTENER)
			.with(EnvelopeField.DEADLINE, System.currentTimeMillis() + 1000);
		one.node().receive("test:name:foreign", codec.encode(claim));
		assertThat(one.node().counts().get(Count.FOREIGN)).isOne();
		Envelope answer = new Envelope(EnvelopeKind.ANSWER).with(EnvelopeField.POD_ID, "x")
			.with(EnvelopeField.TARGET_POD, "other")
			.with(EnvelopeField.REQUEST, 1L);
		one.node().receive("test:pods", codec.encode(answer));
		one.node().receive("test:pods", new byte[] { 'S', 2, 1, 99 });
		assertThat(one.node().counts().get(Count.UNREADABLE)).isEqualTo(2);
		assertThat(two.node().counts().get(Count.UNREADABLE)).isZero();
	}

	/** A pod that sends what a test says, and keeps the answers. */
	private static final class ForeignPod implements EngineListener {

		private final EnvelopeCodec codec = new EnvelopeCodec(EnvelopeCodec.VERSION, 1024);

		private final List<Envelope> answers = new ArrayList<>();

		private final SimulatedBus bus;

		private final SimulatedBus.Port port;

		ForeignPod(SimulatedBus bus) {
			this.bus = bus;
			this.port = bus.attach();
			this.port.start(this);
			this.port.subscribe(List.of("test:pod:foreign"));
		}

		/** Send to the session named "dev", and take the answers. */
		void send(EnvelopeKind kind, long number, long left) {
			this.port.publish("test:name:dev",
					this.codec.encode(new Envelope(kind).with(EnvelopeField.POD_ID, "foreign")
						.with(EnvelopeField.POD, "foreign")
						.with(EnvelopeField.REQUEST, number)
						.with(EnvelopeField.LISTENER, LISTENER)
						.with(EnvelopeField.NAME, "dev")
						.with(EnvelopeField.TEXT, "hello")
						.with(EnvelopeField.DEADLINE, System.currentTimeMillis() + left)));
			this.bus.deliverAll();
		}

		/** What a pod has answered. */
		List<AnswerKind> answers(String pod) {
			return this.answers.stream()
				.filter((answer) -> answer.text(EnvelopeField.POD).equals(pod))
				.map(AnswerKind::of)
				.toList();
		}

		@Override
		public boolean connected() {
			return true;
		}

		@Override
		public void disconnected() {
		}

		@Override
		public void receive(String channel, byte[] message) {
			if (channel.equals("test:pod:foreign")) {
				this.answers.add(this.codec.decode(message));
			}
		}

	}

}

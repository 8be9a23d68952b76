package io.sluice.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.sluice.CloseReason;
import io.sluice.IdentityRefusedException;
import io.sluice.session.OnDuplicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sessions of several pods that take one name, in every order in which the engine may
 * bring their claims.
 */
class ClaimOrderTests {

	private static final String NAME = "dev";

	private final SimulatedBus bus = new SimulatedBus(true);

	private SimulatedPod pod(String name, OnDuplicate onDuplicate) {
		return new SimulatedPod(name, this.bus, onDuplicate);
	}

	/** Let what is under way arrive, and what follows from it, until nothing changes. */
	private void settle(SimulatedPod... pods) {
		for (int i = 0; i < 4; i++) {
			for (SimulatedPod pod : pods) {
				pod.tellNames();
			}
			this.bus.deliverAll();
		}
	}

	private void awaitCounts(List<SimulatedPod> pods, long... counts) {
		await().untilAsserted(() -> {
			settle(pods.toArray(SimulatedPod[]::new));
			assertThat(pods.stream().map((pod) -> pod.count(NAME)))
				.containsExactlyElementsOf(LongStream.of(counts).boxed().toList());
		});
	}

	@ParameterizedTest
	@CsvSource({ "CLOSE_OLD, 0, 1, REPLACED", "REFUSE_NEW, 1, 0, IDENTITY_REFUSED", "ALLOW, 1, 1," })
	void theLatestLoginIsJudgedByThePolicy(OnDuplicate policy, long first, long second, CloseReason reason) {
		SimulatedPod one = pod("one", policy);
		SimulatedPod two = pod("two", policy);
		SimulatedConnection old = one.login(NAME);
		settle(one, two);
		SimulatedConnection latest = two.login(NAME);
		awaitCounts(List.of(one, two), first, second);
		assertThat(old.closeReason()).isEqualTo((first == 0) ? reason : null);
		assertThat(latest.closeReason()).isEqualTo((second == 0) ? reason : null);
	}

	/**
	 * Both subscribe before the claim of either arrives: the engine's order decides.
	 */
	@ParameterizedTest
	@CsvSource({ "CLOSE_OLD, true, 0, 1", "CLOSE_OLD, false, 1, 0", "REFUSE_NEW, true, 1, 0",
			"REFUSE_NEW, false, 0, 1" })
	void twoLoginsWithinAMillisecondAreOneAfterIt(OnDuplicate policy, boolean oneFirst, long first, long second) {
		SimulatedBus fresh = new SimulatedBus(true);
		SimulatedPod a = new SimulatedPod("a", fresh, policy);
		SimulatedPod b = new SimulatedPod("b", fresh, policy);
		fresh.deliverAll();
		a.login(NAME);
		b.login(NAME);
		// both claims are published before either has arrived
		(oneFirst ? a : b).tellNames();
		(oneFirst ? b : a).tellNames();
		await().untilAsserted(() -> {
			fresh.deliverAll();
			a.tellNames();
			b.tellNames();
			fresh.deliverAll();
			assertThat(List.of(a.count(NAME), b.count(NAME))).containsExactly(first, second);
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "CLOSE_OLD", "REFUSE_NEW" })
	void afterAnOutageOneOfTwoSessionsIsLeft(OnDuplicate policy) {
		for (boolean oneFirst : new boolean[] { true, false }) {
			SimulatedBus fresh = new SimulatedBus(true);
			SimulatedPod one = new SimulatedPod("one", fresh, policy);
			SimulatedPod two = new SimulatedPod("two", fresh, policy);
			one.port().cut();
			two.port().cut();
			one.login(NAME);
			two.login(NAME);
			(oneFirst ? one : two).port().connect();
			(oneFirst ? one : two).tellNames();
			fresh.deliverAll();
			(oneFirst ? two : one).port().connect();
			await().untilAsserted(() -> {
				one.tellNames();
				two.tellNames();
				fresh.deliverAll();
				assertThat(one.count(NAME) + two.count(NAME)).isOne();
			});
			if (policy == OnDuplicate.REFUSE_NEW) {
				assertThat((oneFirst ? one : two).count(NAME)).isOne();
			}
		}
	}

	@Test
	void withAllowTheNameReturnsToTheOtherPodWhenTheLatestSessionEnds() {
		SimulatedPod one = pod("one", OnDuplicate.ALLOW);
		SimulatedPod two = pod("two", OnDuplicate.ALLOW);
		SimulatedPod three = pod("three", OnDuplicate.ALLOW);
		SimulatedConnection first = one.login(NAME);
		settle(one, two, three);
		SimulatedConnection second = two.login(NAME);
		settle(one, two, three);
		push(three, "to the latest");
		assertThat(second.received()).containsExactly("to the latest");
		second.finish(CloseReason.CLIENT_CLOSED);
		settle(one, two, three);
		push(three, "to the other");
		assertThat(first.received()).containsExactly("to the other");
	}

	private void push(SimulatedPod from, String text) {
		var pushed = from.all().pushAsync(SimulatedPod.LISTENER, NAME, text).toCompletableFuture();
		await().untilAsserted(() -> {
			this.bus.deliverAll();
			assertThat(pushed).isCompleted();
		});
		assertThat(pushed.join().isWritten()).isTrue();
	}

	static IntStream seeds() {
		return IntStream.range(0, 60);
	}

	/**
	 * Devices log in at three pods and leave, also while a pod tells its names; the
	 * connections of the pods are cut, and their messages arrive at any time.
	 */
	@ParameterizedTest
	@MethodSource("seeds")
	void whateverHappensOneSessionIsLeft(int seed) {
		Random random = new Random(seed);
		OnDuplicate policy = random.nextBoolean() ? OnDuplicate.CLOSE_OLD : OnDuplicate.REFUSE_NEW;
		List<SimulatedPod> pods = new ArrayList<>();
		for (String name : List.of("one", "two", "three")) {
			pods.add(pod(name, policy));
		}
		for (int i = 0; i < 40; i++) {
			SimulatedPod pod = pods.get(random.nextInt(pods.size()));
			switch (random.nextInt(8)) {
				case 0 -> toggle(pod);
				case 1 -> tell(pod, random);
				case 2, 3 -> change(random, pod);
				default -> pod.port().deliverNext();
			}
		}
		pods.stream().filter((pod) -> !pod.port().isConnected()).forEach((pod) -> pod.port().connect());
		pods.forEach((pod) -> tell(pod, random));
		tryLogin(pods.get(random.nextInt(pods.size())));
		await().untilAsserted(() -> {
			settle(pods.toArray(SimulatedPod[]::new));
			assertThat(pods.stream().mapToLong((pod) -> pod.count(NAME)).sum()).isOne();
		});
	}

	private static void change(Random random, SimulatedPod pod) {
		switch (random.nextInt(4)) {
			case 0, 1 -> tryLogin(pod);
			case 2 -> pod.logout(NAME);
			default -> pod.login("other" + random.nextInt());
		}
	}

	/** Tell the names of a pod, while a device logs in there or leaves. */
	private static void tell(SimulatedPod pod, Random random) {
		AtomicInteger subscriptions = new AtomicInteger(random.nextInt(3));
		pod.port().whileSubscribing(() -> {
			if (subscriptions.getAndDecrement() == 0) {
				change(random, pod);
			}
		});
		pod.tellNames();
		pod.port().whileSubscribing(() -> {
		});
	}

	private static void tryLogin(SimulatedPod pod) {
		try {
			pod.login(NAME);
		}
		catch (IdentityRefusedException ex) {
			// another session of this pod keeps the name
		}
	}

	private static void toggle(SimulatedPod pod) {
		if (pod.port().isConnected()) {
			pod.port().cut();
		}
		else {
			pod.port().connect();
		}
	}

}

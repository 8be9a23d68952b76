package io.sluice.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.sluice.engine.RedisServer;
import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Three gateways with devices that come and go between them, while gateways and Redis are
 * killed, stopped, drained and cut off. All three push to devices and ask them; what they
 * tell is compared with what the devices have received.
 */
@NeedsPrograms("redis-server")
class ClusterDrill {

	private static final int DEVICES = 600;

	private static final int FAULTS = 4;

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final DrillLedger ledger = new DrillLedger();

	private final List<DrillPodProcess> pods = new CopyOnWriteArrayList<>();

	private final List<DrillDevice> devices = new ArrayList<>();

	/** The pods that cannot tell what became of a message. */
	private final Set<String> ended = ConcurrentHashMap.newKeySet();

	private volatile boolean stopped;

	private int started;

	static IntStream seeds() {
		return IntStream.range(0, Integer.getInteger("cluster.seeds", 30));
	}

	@ParameterizedTest(name = "seed {0}")
	@MethodSource("seeds")
	void whatPodsTellIsWhatDevicesHaveReceived(int seed, @TempDir Path directory) throws Exception {
		Random random = new Random(seed);
		try (RedisServer redis = RedisServer.start(directory)) {
			startPods(redis);
			startDevices(seed);
			List<Thread> askers = startAskers(seed);
			for (int i = 0; i < FAULTS; i++) {
				LockSupport.parkNanos(Duration.ofMillis(200 + random.nextInt(500)).toNanos());
				disturb(random, redis);
				awaitAll();
			}
			checkAbsence();
			awaitAll();
			this.stopped = true;
			for (Thread asker : askers) {
				asker.join();
			}
			await().atMost(PATIENCE).until(() -> this.ledger.open(this.ended) == 0);
			checkEveryDeviceFromEveryPod();
			assertThat(this.ledger.faults()).as("seed %d, %s", seed, this.ledger.outcomes()).isEmpty();
		}
		finally {
			this.stopped = true;
			this.devices.forEach(DrillDevice::end);
			this.pods.forEach(DrillPodProcess::close);
		}
	}

	private void startPods(RedisServer redis) throws Exception {
		for (int i = 0; i < 3; i++) {
			startPod(redis);
		}
		for (DrillPodProcess pod : this.pods) {
			pod.port();
		}
	}

	private DrillPodProcess startPod(RedisServer redis) throws IOException {
		DrillPodProcess pod = new DrillPodProcess("pod" + this.started++, redis, this.ledger::record);
		this.pods.add(pod);
		return pod;
	}

	private void startDevices(int seed) {
		for (int i = 0; i < DEVICES; i++) {
			Random choice = new Random(seed * 1000L + i);
			DrillDevice device = new DrillDevice("device-" + i, this.ledger, () -> choose(choice), seed * 7919L + i);
			this.devices.add(device);
			device.start();
		}
		awaitAll();
	}

	private DrillPodProcess choose(Random choice) {
		List<DrillPodProcess> serving = this.pods.stream().filter(DrillPodProcess::isServing).toList();
		return serving.isEmpty() ? null : serving.get(choice.nextInt(serving.size()));
	}

	private void awaitAll() {
		await().atMost(PATIENCE).until(() -> this.devices.stream().allMatch(DrillDevice::isLoggedIn));
	}

	/** What sends, at some thousand messages in a minute from each pod. */
	private List<Thread> startAskers(int seed) {
		return IntStream.range(0, 3).mapToObj((index) -> Thread.ofVirtual().start(() -> {
			Random random = new Random(seed * 31L + index);
			while (!this.stopped) {
				DrillPodProcess pod = choose(random);
				if (pod != null) {
					send(pod, this.devices.get(random.nextInt(DEVICES)), random.nextInt(4) == 0 ? "ask" : "push");
				}
				if (random.nextInt(10) == 0) {
					this.devices.get(random.nextInt(DEVICES)).move();
				}
				LockSupport.parkNanos(Duration.ofMillis(random.nextInt(10)).toNanos());
			}
		})).toList();
	}

	private String send(DrillPodProcess pod, DrillDevice device, String kind) {
		String number = this.ledger.begin(pod.name(), device.name());
		pod.tell("%s %s %s".formatted(kind, number, device.name()));
		return number;
	}

	private void disturb(Random random, RedisServer redis) throws Exception {
		DrillPodProcess pod = choose(random);
		switch (random.nextInt(7)) {
			case 0 -> replace(pod, redis, true);
			case 1 -> replace(pod, redis, false);
			case 2 -> {
				pod.hold();
				LockSupport.parkNanos(Duration.ofMillis(500 + random.nextInt(4000)).toNanos());
				pod.proceed();
			}
			case 3 -> {
				redis.kill();
				LockSupport.parkNanos(Duration.ofMillis(random.nextInt(2000)).toNanos());
				redis.start();
			}
			case 4 -> {
				redis.signal("STOP");
				LockSupport.parkNanos(Duration.ofMillis(100 + random.nextInt(4000)).toNanos());
				redis.signal("CONT");
			}
			case 5 -> redis.cut("pubsub");
			default -> redis.cut("normal");
		}
	}

	private void replace(DrillPodProcess pod, RedisServer redis, boolean kill) throws Exception {
		if (kill) {
			this.ledger.recordKill(pod.name());
			pod.kill();
		}
		else {
			pod.drain();
		}
		this.pods.remove(pod);
		this.ended.add(pod.name());
		startPod(redis).port();
	}

	/** The devices of a pod that has died are not connected, and the others know it. */
	private void checkAbsence() {
		List<DrillDevice> some = this.devices.subList(0, 10);
		some.forEach(DrillDevice::leave);
		for (DrillDevice device : some) {
			awaitOutcome(() -> choose(new Random(0)), device, "NOT_CONNECTED");
			device.comeBack();
		}
	}

	private void awaitOutcome(Supplier<DrillPodProcess> from, DrillDevice device, String expected) {
		await().atMost(PATIENCE).untilAsserted(() -> {
			String number = send(from.get(), device, "push");
			String[] result = await().atMost(PATIENCE).until(() -> this.ledger.result(number), Objects::nonNull);
			assertThat(result[2]).as("%s: %s", device, this.ledger.describe(number)).isEqualTo(expected);
		});
	}

	private void checkEveryDeviceFromEveryPod() {
		for (DrillPodProcess pod : this.pods) {
			await().atMost(PATIENCE).until(() -> {
				pod.tell("state " + pod.name());
				String[] state = this.ledger.state(pod.name());
				return state != null && state[2].equals("2") && state[3].equals("true");
			});
			for (DrillDevice device : this.devices) {
				awaitOutcome(() -> pod, device, "WRITTEN");
			}
		}
		await().atMost(PATIENCE).until(() -> this.ledger.faults().isEmpty());
	}

}

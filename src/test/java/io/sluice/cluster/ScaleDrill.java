package io.sluice.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.sluice.engine.RedisServer;
import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Five gateways with many devices each over one Redis, in processes of their own. One of
 * them pushes to random devices of the others; then Redis is killed and started again.
 * Prints what it has measured: see {@code docs/lab/2026-12-scale.md}.
 */
@NeedsPrograms("redis-server")
class ScaleDrill {

	private static final int PODS = 5;

	/** Of a pod. Without a number, the drill finds out only that everything runs. */
	private static final int DEVICES = Integer.getInteger("scale.devices", 100);

	private static final boolean MEASURED = System.getProperty("scale.devices") != null;

	private static final long SECONDS = Integer.getInteger("scale.seconds", 1);

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private final Map<String, String[]> results = new ConcurrentHashMap<>();

	private final List<DrillPodProcess> pods = new ArrayList<>();

	private final List<ScaleDeviceProcess> devices = new ArrayList<>();

	private RedisServer redis;

	/** What is taken in a second without a push. */
	private Cpu idle;

	@Test
	void onePodPushesToDevicesOfTheOthers(@TempDir Path directory) throws Exception {
		try (RedisServer started = RedisServer.start(directory)) {
			this.redis = started;
			startPods();
			startDevices();
			burst(64, SECONDS);
			idle();
			for (int outstanding : new int[] { 1, 16, 64 }) {
				push(outstanding);
			}
			restartRedis();
		}
		finally {
			this.devices.forEach(ScaleDeviceProcess::close);
			this.pods.forEach(DrillPodProcess::close);
		}
	}

	private static void print(String format, Object... values) {
		System.out.printf(Locale.ROOT, format + "%n", values);
	}

	private void startPods() throws Exception {
		for (int i = 0; i < PODS; i++) {
			String name = "pod" + i;
			this.pods.add(MEASURED ? DrillPodProcess.ofManyDevices(name, this.redis, this::record)
					: new DrillPodProcess(name, this.redis, this::record));
		}
		for (DrillPodProcess pod : this.pods) {
			pod.port();
		}
		awaitNames(0);
	}

	private void record(String[] words) {
		this.results.put(words[1], words);
	}

	private void startDevices() throws Exception {
		long empty = memory();
		Duration before = redisCpu();
		long begin = System.nanoTime();
		for (int i = 0; i < PODS; i++) {
			this.devices.add(new ScaleDeviceProcess(this.pods.get(i).port(), i * DEVICES, DEVICES));
		}
		for (ScaleDeviceProcess each : this.devices) {
			each.awaitLogins();
		}
		long loggedIn = System.nanoTime();
		awaitNames(DEVICES);
		long all = PODS * (long) DEVICES;
		print("%,d devices have logged in after %.1f s; their names are subscribed to %.1f s later", all,
				(loggedIn - begin) / 1e9, (System.nanoTime() - loggedIn) / 1e9);
		print("Redis: %.0f B and %.1f us of CPU a name", (memory() - empty) / (double) all,
				micros(redisCpu().minus(before)) / all);
	}

	/** Wait until each pod knows the others and has told Redis its names. */
	private void awaitNames(int count) {
		for (DrillPodProcess pod : this.pods) {
			await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
				String[] state = state(pod);
				return state[2].equals(String.valueOf(PODS - 1)) && state[3].equals("true")
						&& state[4].equals(String.valueOf(count));
			});
		}
	}

	private String[] state(DrillPodProcess pod) {
		this.results.remove(pod.name());
		pod.tell("state " + pod.name());
		return await().pollInterval(Duration.ofMillis(1)).until(() -> this.results.get(pod.name()), (it) -> it != null);
	}

	private void push(int outstanding) throws Exception {
		Cpu before = cpu();
		Burst burst = burst(outstanding, SECONDS);
		Cpu taken = cpu().minus(before).minus(this.idle.times(burst.nanos() / 1e9));
		print("%d outstanding: %,.0f pushes/s, p50 %.2f ms, p99 %.2f ms, longest %.1f ms", outstanding,
				burst.count() * 1e9 / burst.nanos(), burst.median() / 1e6, burst.p99() / 1e6, burst.longest() / 1e6);
		Cpu each = taken.times(1e6 / burst.count());
		print("  us of CPU a push, without that of idle pods: %.1f of the pod that pushes, %.1f of the pods of the "
				+ "devices, %.1f of Redis, %.1f of the devices", each.pushing(), each.others(), each.redis(),
				each.devices());
	}

	/** Measure what the pods take without a push. */
	private void idle() throws IOException {
		Cpu before = cpu();
		long begin = System.nanoTime();
		LockSupport.parkNanos(Duration.ofSeconds(SECONDS).toNanos());
		this.idle = cpu().minus(before).times(1e9 / (System.nanoTime() - begin));
		print("Idle, in %% of a core: %.1f a pod, %.1f Redis", 100 * (this.idle.pushing() + this.idle.others()) / PODS,
				100 * this.idle.redis());
	}

	/** Push to devices of the other pods, and compare with what they have received. */
	private Burst burst(int outstanding, long seconds) throws Exception {
		long before = received();
		this.results.remove("burst");
		this.pods.getFirst().tell("burst burst %d %d %d %d".formatted(outstanding, seconds, DEVICES, PODS * DEVICES));
		String[] words = await().atMost(PATIENCE).until(() -> this.results.get("burst"), (it) -> it != null);
		Burst burst = new Burst(Arrays.stream(words).skip(2).map(Long::valueOf).toList());
		long written = burst.count() - burst.unwritten();
		assertThat(written).isPositive();
		await().atMost(PATIENCE).until(() -> received() - before >= written);
		assertThat(received() - before).isLessThanOrEqualTo(burst.count());
		if (burst.unwritten() > 0) {
			// the deadline of some may pass on a machine that is too busy
			print("Of %,d pushes, %,d were not written", burst.count(), burst.unwritten());
		}
		return burst;
	}

	private long received() throws IOException {
		long sum = 0;
		for (ScaleDeviceProcess each : this.devices) {
			sum += each.received();
		}
		return sum;
	}

	private void restartRedis() throws Exception {
		this.redis.kill();
		for (DrillPodProcess pod : this.pods) {
			await().atMost(PATIENCE).until(() -> state(pod)[5].equals("false"));
		}
		List<Duration> before = this.pods.stream().map(DrillPodProcess::cpu).toList();
		this.redis.start();
		long begin = System.nanoTime();
		List<Double> complete = new ArrayList<>();
		for (DrillPodProcess pod : this.pods) {
			await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> state(pod)[5].equals("true"));
			complete.add((System.nanoTime() - begin) / 1e9);
		}
		print("Redis was killed and started: all names of all pods are subscribed to after %.1f s (%s)",
				complete.getLast(), complete.stream().map("%.1f"::formatted).toList());
		print("  %.1f s of CPU of Redis, %s of the pods", redisCpu().toMillis() / 1e3,
				IntStream.range(0, PODS)
					.mapToObj((i) -> "%.1f".formatted(this.pods.get(i).cpu().minus(before.get(i)).toMillis() / 1e3))
					.toList());
		awaitNames(DEVICES);
		print("  the pods tell again that a device is not connected after %.1f s", (System.nanoTime() - begin) / 1e9);
		burst(16, 1);
	}

	private Cpu cpu() throws IOException {
		return new Cpu(seconds(this.pods.getFirst().cpu()),
				this.pods.stream().skip(1).mapToDouble((pod) -> seconds(pod.cpu())).sum(), seconds(redisCpu()),
				this.devices.stream().mapToDouble((each) -> seconds(each.cpu())).sum());
	}

	private static double seconds(Duration duration) {
		return duration.toNanos() / 1e9;
	}

	private static double micros(Duration duration) {
		return duration.toNanos() / 1e3;
	}

	private long memory() throws IOException {
		return (long) info("memory", "used_memory");
	}

	private Duration redisCpu() throws IOException {
		return Duration.ofNanos(
				(long) ((info("cpu", "used_cpu_user") + info("cpu", "used_cpu_sys")) * TimeUnit.SECONDS.toNanos(1)));
	}

	private double info(String section, String name) throws IOException {
		Matcher line = Pattern.compile("(?m)^%s:([\\d.]+)".formatted(name)).matcher(this.redis.run("INFO", section));
		assertThat(line.find()).isTrue();
		return Double.parseDouble(line.group(1));
	}

	/**
	 * Processor time, in seconds.
	 *
	 * @param pushing of the pod that pushes
	 * @param others of the other pods
	 * @param redis of Redis
	 * @param devices of all devices
	 */
	private record Cpu(double pushing, double others, double redis, double devices) {

		Cpu minus(Cpu other) {
			return new Cpu(this.pushing - other.pushing, this.others - other.others, this.redis - other.redis,
					this.devices - other.devices);
		}

		Cpu times(double factor) {
			return new Cpu(this.pushing * factor, this.others * factor, this.redis * factor, this.devices * factor);
		}

	}

	/**
	 * What a pod has told of its pushes: how many, how many of them were not written, and
	 * times in nanoseconds.
	 */
	private record Burst(List<Long> figures) {

		long count() {
			return this.figures.get(0);
		}

		long unwritten() {
			return this.figures.get(1);
		}

		long nanos() {
			return this.figures.get(2);
		}

		long median() {
			return this.figures.get(3);
		}

		long p99() {
			return this.figures.get(4);
		}

		long longest() {
			return this.figures.get(5);
		}

	}

}

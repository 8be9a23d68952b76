package io.sluice.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.sluice.TcpSessions;

/**
 * Pushes to random devices, each thread one after another.
 *
 * @param sessions reaches them
 * @param from the number of the first device
 * @param to the number after that of the last device
 */
record PushBurst(TcpSessions sessions, int from, int to) {

	private static final String MESSAGE = "x".repeat(63);

	/**
	 * Push for a while.
	 * @param outstanding the number of threads
	 * @param time how long
	 * @param result receives how many pushes there were, how many of them were not
	 * written, and in nanoseconds the time of all, their median, their 99th percentile
	 * and the longest
	 */
	void run(int outstanding, Duration time, Consumer<String> result) {
		long begin = System.nanoTime();
		long end = begin + time.toNanos();
		List<LongStream.Builder> taken = IntStream.range(0, outstanding).mapToObj((_) -> LongStream.builder()).toList();
		LongAdder unwritten = new LongAdder();
		CountDownLatch running = new CountDownLatch(outstanding);
		for (LongStream.Builder each : taken) {
			Thread.startVirtualThread(() -> {
				push(end, each, unwritten);
				running.countDown();
			});
		}
		try {
			running.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		long nanos = System.nanoTime() - begin;
		long[] sorted = taken.stream().flatMapToLong(LongStream.Builder::build).sorted().toArray();
		int last = sorted.length - 1;
		result.accept("%d %d %d %d %d %d".formatted(sorted.length, unwritten.sum(), nanos, sorted[last / 2],
				sorted[(int) (last * 0.99)], sorted[last]));
	}

	private void push(long end, LongStream.Builder taken, LongAdder unwritten) {
		for (long now = System.nanoTime(); now < end;) {
			int device = ThreadLocalRandom.current().nextInt(this.from, this.to);
			if (!this.sessions.push("device-" + device, MESSAGE).isWritten()) {
				unwritten.increment();
			}
			long after = System.nanoTime();
			taken.add(after - now);
			now = after;
		}
	}

}

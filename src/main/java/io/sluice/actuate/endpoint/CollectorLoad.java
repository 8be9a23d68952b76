package io.sluice.actuate.endpoint;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * The share of the last minute in which the garbage collector paused the application. Any
 * thread.
 */
final class CollectorLoad {

	/**
	 * The end of the names of collectors that report concurrent cycles (ZGC, Shenandoah),
	 * which do not pause the application.
	 */
	private static final String CONCURRENT = "Cycles";

	private final Deque<Sample> samples = new ArrayDeque<>();

	/** Add a sample. Called every 5 s. */
	synchronized void takeSample() {
		this.samples.addLast(new Sample(System.nanoTime(), pausedMillis()));
		if (this.samples.size() > ListenerEnds.MINUTE + 1) {
			this.samples.removeFirst();
		}
	}

	private static long pausedMillis() {
		return ManagementFactory.getGarbageCollectorMXBeans()
			.stream()
			.filter((collector) -> !collector.getName().endsWith(CONCURRENT))
			.mapToLong(GarbageCollectorMXBean::getCollectionTime)
			.filter((millis) -> millis > 0)
			.sum();
	}

	/**
	 * The share.
	 * @return from 0 to 1, or {@code null} before there are two samples
	 */
	synchronized @Nullable Double share() {
		if (this.samples.size() < 2) {
			return null;
		}
		Sample first = this.samples.getFirst();
		Sample last = this.samples.getLast();
		double elapsed = (last.nanos() - first.nanos()) / 1e6;
		return Math.clamp((last.pausedMillis() - first.pausedMillis()) / elapsed, 0, 1);
	}

	/**
	 * One sample of the collectors.
	 *
	 * @param nanos the {@link System#nanoTime()}
	 * @param pausedMillis the pauses since the start of the process
	 */
	private record Sample(long nanos, long pausedMillis) {

	}

}

package io.sluice.actuate.endpoint;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * The share of the last minute in which the application stood still for the garbage
 * collector. Any thread.
 */
final class CollectorLoad {

	/** Collectors that run beside the application (ZGC, Shenandoah) report these. */
	private static final String CONCURRENT = "Cycles";

	private final Deque<Look> looks = new ArrayDeque<>();

	/** Called once per sample. */
	synchronized void look() {
		this.looks.addLast(new Look(System.nanoTime(), pausedMillis()));
		if (this.looks.size() > ListenerEnds.MINUTE + 1) {
			this.looks.removeFirst();
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
		if (this.looks.size() < 2) {
			return null;
		}
		Look first = this.looks.getFirst();
		Look last = this.looks.getLast();
		double elapsed = (last.nanos() - first.nanos()) / 1e6;
		return Math.clamp((last.pausedMillis() - first.pausedMillis()) / elapsed, 0, 1);
	}

	/**
	 * One look at the collectors.
	 *
	 * @param nanos the {@link System#nanoTime()}
	 * @param pausedMillis the pauses since the start of the process
	 */
	private record Look(long nanos, long pausedMillis) {

	}

}

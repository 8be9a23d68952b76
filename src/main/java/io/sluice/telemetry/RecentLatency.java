package io.sluice.telemetry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

import org.jspecify.annotations.Nullable;

/**
 * The durations of the latest 30 to 60 seconds, in buckets, four for each doubling of the
 * duration. Any thread; times are of {@link System#nanoTime()}.
 */
final class RecentLatency {

	/** The time in which a window is filled. The window before it counts too. */
	static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

	/** The last bucket holds what takes longer than nine minutes. */
	private static final int BUCKETS = 4 * 29 + 1;

	/** A little more than a microsecond, the unit of the buckets. */
	private static final int UNIT_BITS = 10;

	private volatile Window current;

	private volatile Window before;

	RecentLatency(long now) {
		this.current = new Window(now);
		this.before = this.current;
	}

	void record(long nanos, long now) {
		window(now).counts.incrementAndGet(bucket(nanos));
	}

	private Window window(long now) {
		Window window = this.current;
		return (now - window.from < WINDOW_NANOS) ? window : next(now);
	}

	private synchronized Window next(long now) {
		Window window = this.current;
		if (now - window.from < WINDOW_NANOS) {
			return window;
		}
		Window next = new Window(now);
		this.before = (now - window.from < 2 * WINDOW_NANOS) ? window : next;
		this.current = next;
		return next;
	}

	private static int bucket(long nanos) {
		long units = Math.max(1, nanos >> UNIT_BITS);
		int octave = 63 - Long.numberOfLeadingZeros(units);
		long quarter = ((units << 2) >> octave) & 3;
		return (int) Math.min(BUCKETS - 1, 4L * octave + quarter);
	}

	/** The duration at which a bucket begins, in seconds. */
	private static double bound(int bucket) {
		return (4 + bucket % 4) / 4.0 * (1L << (bucket / 4 + UNIT_BITS)) / 1e9;
	}

	/**
	 * The percentiles, or {@code null} if there was no request.
	 */
	UpstreamJournal.@Nullable Latency percentiles(long now) {
		Window window = window(now);
		Window older = this.before;
		long[] counts = new long[BUCKETS];
		long total = 0;
		for (int i = 0; i < BUCKETS; i++) {
			counts[i] = window.counts.get(i) + ((older != window) ? older.counts.get(i) : 0);
			total += counts[i];
		}
		return (total > 0)
				? new UpstreamJournal.Latency(percentile(counts, 0.5 * total), percentile(counts, 0.99 * total)) : null;
	}

	private static double percentile(long[] counts, double rank) {
		double below = 0;
		for (int i = 0; i < BUCKETS; i++) {
			if (below + counts[i] >= rank && counts[i] > 0) {
				// the first bucket has everything that is shorter
				return (i > 0) ? bound(i) + (bound(i + 1) - bound(i)) * (rank - below) / counts[i] : bound(i + 1);
			}
			below += counts[i];
		}
		return bound(BUCKETS);
	}

	/** The durations of a time. */
	private static final class Window {

		private final long from;

		private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

		Window(long from) {
			this.from = from;
		}

	}

}

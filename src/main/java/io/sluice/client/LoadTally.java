package io.sluice.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The counters and the latency histogram of a load. Used by any thread.
 */
final class LoadTally {

	private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(10);

	private static final int STRIPES = 8;

	private static final double[] PERCENTILES = { 50, 90, 99, 99.9, 99.99, 100 };

	private final AtomicHistogram[] latencies = new AtomicHistogram[STRIPES];

	private final LongAdder answered = new LongAdder();

	private final LongAccumulator lastReplyNanos = new LongAccumulator(Math::max, 0);

	private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();

	LoadTally() {
		for (int i = 0; i < STRIPES; i++) {
			this.latencies[i] = new AtomicHistogram(MAX_NANOS, 3);
		}
	}

	/**
	 * Count a reply.
	 * @param connection the connection's number
	 * @param reply the reply, which may be an error reply
	 * @param nanos the latency
	 */
	void countReply(int connection, byte[] reply, long nanos) {
		String code = ErrorReplyCode.code(reply);
		if (code != null) {
			countError(code, 1);
			return;
		}
		this.answered.increment();
		this.latencies[connection % STRIPES].recordValue(Math.clamp(nanos, 0, MAX_NANOS));
	}

	/**
	 * Record the last reply of a connection that has ended.
	 * @param nanos the time of the reply, after the start of the load
	 */
	void recordLastReply(long nanos) {
		this.lastReplyNanos.accumulate(nanos);
	}

	/**
	 * The time of the last reply of all connections, after the start of the load.
	 */
	long lastReplyNanos() {
		return this.lastReplyNanos.get();
	}

	void countError(@Nullable String kind, long count) {
		if (count > 0) {
			this.errors.computeIfAbsent(String.valueOf(kind), (key) -> new LongAdder()).add(count);
		}
	}

	long replyCount() {
		return this.answered.sum();
	}

	Map<String, Long> errors() {
		Map<String, Long> counts = new TreeMap<>();
		this.errors.forEach((kind, count) -> counts.put(kind, count.sum()));
		return counts;
	}

	/**
	 * The latency by percentile; empty without a reply.
	 */
	Map<String, Double> latencyMicros() {
		Histogram all = new Histogram(MAX_NANOS, 3);
		for (AtomicHistogram latency : this.latencies) {
			all.add(latency);
		}
		Map<String, Double> micros = new LinkedHashMap<>();
		if (all.getTotalCount() == 0) {
			return micros;
		}
		for (double percentile : PERCENTILES) {
			String name = (percentile == (long) percentile) ? Long.toString((long) percentile)
					: Double.toString(percentile);
			micros.put(name, all.getValueAtPercentile(percentile) / 1000.0);
		}
		return micros;
	}

}

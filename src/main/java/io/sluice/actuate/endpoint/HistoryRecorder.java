package io.sluice.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.sluice.actuate.endpoint.ListenerRates.Rates;
import io.sluice.actuate.metrics.EndTotals;
import io.sluice.actuate.metrics.EndTotals.Ends;
import io.sluice.actuate.metrics.RequestTotals;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.process.LogLimit;
import lombok.extern.slf4j.Slf4j;

/**
 * Records samples of the listeners' metrics, so that a chart shows the last quarter of an
 * hour as soon as it is opened. One thread reads the metrics every few seconds. Without a
 * listener there is no thread.
 */
@Slf4j(topic = "io.sluice.actuate")
public final class HistoryRecorder implements AutoCloseable {

	/** The time between two samples. */
	public static final Duration INTERVAL = Duration.ofSeconds(5);

	/** The number of samples in a quarter of an hour. */
	private static final int CAPACITY = 180;

	private final Map<String, SluiceServerConnectionFactory> listeners = new TreeMap<>();

	private final RequestTotals totals;

	private final EndTotals ends;

	private final Duration interval;

	private final Map<String, ListenerPast> pasts = new TreeMap<>();

	private final CollectorLoad collector = new CollectorLoad();

	private final Deque<Sample> samples = new ArrayDeque<>();

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
			Thread.ofPlatform().daemon().name("sluice-history").factory());

	private final LogLimit warnings = new LogLimit();

	/** The time of the last sample. Used by the timer's thread. */
	private long sampledAt = System.nanoTime();

	private volatile Map<String, ListenerPast.State> states = Map.of();

	/**
	 * Start to record.
	 * @param listeners the enabled listeners
	 * @param totals the totals of their requests
	 * @param ends how their requests and connections end
	 * @param interval the time between two samples
	 */
	public HistoryRecorder(List<SluiceServerConnectionFactory> listeners, RequestTotals totals, EndTotals ends,
			Duration interval) {
		this.totals = totals;
		this.ends = ends;
		this.interval = interval;
		listeners.forEach((listener) -> this.listeners.put(listener.getName(), listener));
		Map<String, Ends> ended = ends.of(this.listeners.keySet());
		this.listeners.keySet()
			.forEach((name) -> this.pasts.put(name,
					new ListenerPast(totals.of(name), ended.getOrDefault(name, Ends.NONE))));
		if (!listeners.isEmpty()) {
			var _ = this.timer.scheduleWithFixedDelay(this::takeSample, interval.toMillis(), interval.toMillis(),
					TimeUnit.MILLISECONDS);
		}
	}

	private void takeSample() {
		try {
			long now = System.nanoTime();
			double seconds = (now - this.sampledAt) / 1e9;
			this.sampledAt = now;
			this.collector.takeSample();
			Map<String, Rates> rates = new TreeMap<>();
			this.listeners.forEach((name, listener) -> rates.put(name, rates(name, listener, seconds)));
			Instant at = Instant.now();
			judge(at);
			keep(new Sample(at, rates));
		}
		catch (Throwable ex) {
			// an exception would end the timer, and the next sample may succeed
			this.warnings.log(log, "A sample of the history failed", ex);
		}
	}

	private Rates rates(String name, SluiceServerConnectionFactory listener, double seconds) {
		return past(name).rates(this.totals.of(name), listener.openConnections().count(), seconds);
	}

	private void judge(Instant at) {
		Map<String, Ends> ended = this.ends.of(this.listeners.keySet());
		Map<String, ListenerPast.State> judged = new TreeMap<>();
		this.listeners.keySet()
			.forEach((name) -> judged.put(name, past(name).state(ended.getOrDefault(name, Ends.NONE), at)));
		this.states = judged;
	}

	private ListenerPast past(String name) {
		return Objects.requireNonNull(this.pasts.get(name));
	}

	private void keep(Sample sample) {
		synchronized (this.samples) {
			this.samples.addLast(sample);
			if (this.samples.size() > CAPACITY) {
				this.samples.removeFirst();
			}
		}
	}

	Duration interval() {
		return this.interval;
	}

	/**
	 * The recorded samples.
	 * @return at most a quarter of an hour, the oldest first
	 */
	List<Sample> samples() {
		synchronized (this.samples) {
			return List.copyOf(this.samples);
		}
	}

	/**
	 * The state of every listener at the latest sample.
	 */
	Map<String, ListenerPast.State> states() {
		return this.states;
	}

	CollectorLoad collector() {
		return this.collector;
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

	/**
	 * The rates of all listeners in one interval.
	 *
	 * @param at the end of the interval
	 * @param listeners the rates by listener name
	 */
	record Sample(Instant at, Map<String, Rates> listeners) {

		Map<String, Object> show() {
			Map<String, Object> shown = new LinkedHashMap<>();
			shown.put("at", this.at.truncatedTo(ChronoUnit.MILLIS).toString());
			Map<String, Object> each = new LinkedHashMap<>();
			this.listeners.forEach((name, rates) -> each.put(name, rates.show()));
			shown.put("listeners", each);
			return shown;
		}

	}

}

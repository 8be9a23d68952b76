package io.sluice.actuate.metrics;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sluice.CloseReason;
import io.sluice.telemetry.ListenerMetrics;
import io.sluice.telemetry.PluginGuard;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one listener. A message costs an addition, or a look-up in a map of
 * timers; the registry is never searched.
 */
public final class MicrometerListenerMetrics implements ListenerMetrics {

	/** The name of the timer of requests. */
	static final String REQUESTS = "sluice.requests";

	/** The name of the timer of connections. */
	static final String CONNECTIONS = "sluice.connections";

	/** The name of the counter of rejected clients. */
	static final String REJECTED = "sluice.connections.rejected";

	/** The name of the counter of dropped replies. */
	static final String DROPPED = "sluice.replies.dropped";

	/**
	 * The bounds range from the duration of a local handler to the default request
	 * timeout.
	 */
	static final Duration[] BUCKETS = LongStream
		.of(100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
				5_000_000, 10_000_000, 30_000_000)
		.mapToObj((micros) -> Duration.of(micros, ChronoUnit.MICROS))
		.toArray(Duration[]::new);

	/** The route tag of a request for which no route matched. */
	static final String NO_ROUTE = "none";

	private static final String NO_PROTOCOL = "none";

	private final MeterRegistry registry;

	private final String listener;

	/** Contains the failures of the application's filters, clocks and registries. */
	private final PluginGuard guard;

	private final LongAdder connections = new LongAdder();

	private final LongAdder received = new LongAdder();

	private final LongAdder sent = new LongAdder();

	private final Counter repliesDropped;

	/**
	 * The timer of every close reason. The constructor fills the map; then it does not
	 * change.
	 */
	private final Map<CloseReason, Timer> connectionTimers = new EnumMap<>(CloseReason.class);

	private final Map<CloseReason, Counter> rejections = new ConcurrentHashMap<>();

	private final Map<String, Counter> retries = new ConcurrentHashMap<>();

	private final Map<String, Counter> fallbacks = new ConcurrentHashMap<>();

	private final Map<Boolean, Counter> deadLetters = new ConcurrentHashMap<>();

	private final Map<HandshakeTags, Timer> handshakeTimers = new ConcurrentHashMap<>();

	private final Map<String, Map<String, Timer>> requestTimers = new ConcurrentHashMap<>();

	/**
	 * Register a listener's meters.
	 * @param registry the registry
	 * @param listener the listener's name
	 */
	public MicrometerListenerMetrics(MeterRegistry registry, String listener) {
		this.registry = registry;
		this.listener = listener;
		this.guard = new PluginGuard(listener, "the meter registry");
		gauge("sluice.connections.active", "Open connections", this.connections::sum);
		counter("sluice.bytes.received", "Bytes read from clients", this.received);
		counter("sluice.bytes.sent", "Bytes written to clients", this.sent);
		this.repliesDropped = Counter.builder(DROPPED)
			.description("Replies that came too late or were one too many")
			.tag("listener", listener)
			.register(registry);
		// register all timers now: a closing context closes its registry first, and a
		// closed registry accepts no new meter
		for (CloseReason reason : CloseReason.values()) {
			this.connectionTimers.put(reason, connectionTimer(reason));
		}
	}

	private void gauge(String name, String description, Supplier<Number> value, String... tags) {
		Gauge.builder(name, value)
			.description(description)
			.tag("listener", this.listener)
			.tags(tags)
			.register(this.registry);
	}

	private void counter(String name, String description, LongAdder value) {
		FunctionCounter.builder(name, value, LongAdder::sum)
			.description(description)
			.tag("listener", this.listener)
			.register(this.registry);
	}

	@Override
	public void connectionOpened() {
		this.connections.increment();
	}

	@Override
	public void connectionClosed(CloseReason reason, long nanos) {
		this.connections.decrement();
		this.guard
			.run(() -> Objects.requireNonNull(this.connectionTimers.get(reason)).record(nanos, TimeUnit.NANOSECONDS));
	}

	@Override
	public void connectionRejected(CloseReason reason) {
		this.guard.run(() -> this.rejections.computeIfAbsent(reason, this::rejectionCounter).increment());
	}

	@Override
	public void handshakeEnded(@Nullable String protocol, String outcome, long nanos) {
		HandshakeTags handshake = new HandshakeTags((protocol != null) ? protocol : NO_PROTOCOL, outcome);
		this.guard.run(() -> this.handshakeTimers.computeIfAbsent(handshake, this::handshakeTimer)
			.record(nanos, TimeUnit.NANOSECONDS));
	}

	@Override
	public void acceptPaused(String reason, BooleanSupplier paused) {
		gauge("sluice.accept.paused", "1 while no connection is accepted", () -> paused.getAsBoolean() ? 1 : 0,
				"reason", reason);
	}

	@Override
	public void leading(BooleanSupplier leading) {
		gauge("sluice.leader", "1 while this process holds the lease of the listener",
				() -> leading.getAsBoolean() ? 1 : 0);
	}

	@Override
	public void drainRemaining(IntSupplier count) {
		gauge("sluice.drain.remaining", "Connections that a drain still waits for", count::getAsInt);
	}

	@Override
	public void listening(BooleanSupplier listening) {
		gauge("sluice.listening", "1 while the listener listens", () -> listening.getAsBoolean() ? 1 : 0);
	}

	@Override
	public void maxConnections(IntSupplier max) {
		gauge("sluice.connections.max", "Connections that the listener may have", max::getAsInt);
	}

	@Override
	public void activeRequests(IntSupplier count) {
		gauge("sluice.requests.active", "Requests being handled", count::getAsInt);
	}

	@Override
	public void outstandingRequests(IntSupplier count) {
		gauge("sluice.requests.outstanding", "Requests that have ended and whose targets still run", count::getAsInt);
	}

	@Override
	public void requestEnded(@Nullable String route, String outcome, long nanos) {
		record((route != null) ? route : NO_ROUTE, outcome, nanos);
	}

	@Override
	public void requestRetried(String route) {
		this.guard.run(
				() -> this.retries
					.computeIfAbsent(route,
							(name) -> routeCounter("sluice.upstream.retries", "Attempts after the first of a request",
									name))
					.increment());
	}

	@Override
	public void fallbackUsed(String route) {
		this.guard.run(() -> this.fallbacks
			.computeIfAbsent(route,
					(name) -> routeCounter("sluice.upstream.fallbacks", "Requests sent to a fallback", name))
			.increment());
	}

	@Override
	public void deadLetterEnded(boolean kept) {
		this.guard.run(() -> this.deadLetters.computeIfAbsent(kept, this::deadLetterCounter).increment());
	}

	@Override
	public void frameRejected(String outcome) {
		record(NO_ROUTE, outcome, 0);
	}

	@Override
	public void replyDropped() {
		this.guard.run(this.repliesDropped::increment);
	}

	@Override
	public void bytesReceived(int count) {
		this.received.add(count);
	}

	@Override
	public void bytesSent(int count) {
		this.sent.add(count);
	}

	/** Record a request. Called for every message, so the guard needs no lambda. */
	private void record(String route, String outcome, long nanos) {
		try {
			Map<String, Timer> outcomes = this.requestTimers.get(route);
			Timer timer = (outcomes != null) ? outcomes.get(outcome) : null;
			((timer != null) ? timer : firstOf(route, outcome)).record(nanos, TimeUnit.NANOSECONDS);
		}
		catch (Throwable ex) {
			this.guard.ignore(ex);
		}
	}

	private Timer firstOf(String route, String outcome) {
		return this.requestTimers.computeIfAbsent(route, (name) -> new ConcurrentHashMap<>())
			.computeIfAbsent(outcome, (tag) -> requestTimer(route, tag));
	}

	private Counter rejectionCounter(CloseReason reason) {
		return Counter.builder(REJECTED)
			.description("Clients that were not let in")
			.tags("listener", this.listener, "reason", reason.tag())
			.register(this.registry);
	}

	private Counter deadLetterCounter(boolean kept) {
		return Counter.builder("sluice.dead.letters")
			.description("Requests that failed for good and were put to the dead letters")
			.tags("listener", this.listener, "outcome", kept ? "stored" : "lost")
			.register(this.registry);
	}

	private Counter routeCounter(String name, String description, String route) {
		return Counter.builder(name)
			.description(description)
			.tags("listener", this.listener, "route", route)
			.register(this.registry);
	}

	private Timer handshakeTimer(HandshakeTags handshake) {
		return Timer.builder("sluice.tls.handshake")
			.description("TLS handshakes and how long they took")
			.tags("listener", this.listener, "protocol", handshake.protocol(), "outcome", handshake.outcome())
			.register(this.registry);
	}

	private Timer connectionTimer(CloseReason reason) {
		return Timer.builder(CONNECTIONS)
			.description("Closed connections and how long they were open")
			.tags("listener", this.listener, "close.reason", reason.tag())
			.register(this.registry);
	}

	private Timer requestTimer(String route, String outcome) {
		return Timer.builder(REQUESTS)
			.description("Requests and how long they took")
			.tags("listener", this.listener, "route", route, "outcome", outcome)
			.serviceLevelObjectives(BUCKETS)
			.register(this.registry);
	}

	/**
	 * The tags of a handshake.
	 *
	 * @param protocol the negotiated version
	 * @param outcome the outcome
	 */
	private record HandshakeTags(String protocol, String outcome) {

	}

}

package io.sluice.actuate.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sluice.telemetry.PluginGuard;
import io.sluice.telemetry.UpstreamKind;
import io.sluice.telemetry.UpstreamMetrics;
import io.sluice.telemetry.UpstreamOutcome;
import io.sluice.telemetry.UpstreamState;
import io.sluice.telemetry.UpstreamStatus;
import io.sluice.telemetry.UpstreamView;

/**
 * The metrics of one upstream. A request costs a look-up in a map of timers; the registry
 * is never searched.
 */
public final class MicrometerUpstreamMetrics implements UpstreamMetrics {

	private final MeterRegistry registry;

	private final String upstream;

	private final PluginGuard guard;

	private final Map<String, Map<UpstreamOutcome, Timer>> timers = new ConcurrentHashMap<>();

	/** The registered meters. Guarded by this. */
	private final List<Meter> meters = new ArrayList<>();

	/** Guarded by this. */
	private boolean registered;

	/**
	 * Create the metrics. {@link #register} registers them.
	 * @param registry the registry
	 * @param upstream the upstream's name
	 */
	public MicrometerUpstreamMetrics(MeterRegistry registry, String upstream) {
		this.registry = registry;
		this.upstream = upstream;
		this.guard = new PluginGuard(upstream, "the meter registry");
	}

	@Override
	public synchronized void register(UpstreamKind kind, UpstreamView view) {
		this.registered = true;
		for (UpstreamState state : UpstreamState.values()) {
			gauge("sluice.upstream.state", "1 while the upstream is in this state", state.tag(), view,
					(status) -> (status.state() == state) ? 1 : 0);
		}
		String connections = "sluice.upstream.connections";
		gauge(connections, "Open connections", "busy", view, UpstreamStatus::busyConnections);
		if (kind == UpstreamKind.TCP) {
			gauge(connections, "Open connections", "idle", view, UpstreamStatus::idleConnections);
		}
	}

	private void gauge(String name, String description, String state, UpstreamView view,
			ToIntFunction<UpstreamStatus> value) {
		this.guard.run(() -> this.meters.add(Gauge.builder(name, () -> value.applyAsInt(view.status()))
			.description(description)
			.tags("upstream", this.upstream, "state", state)
			.register(this.registry)));
	}

	@Override
	public synchronized void unregister() {
		this.registered = false;
		this.meters.forEach((meter) -> this.guard.run(() -> this.registry.remove(meter)));
		this.meters.clear();
		this.timers.clear();
	}

	/** Called for every request, so the guard needs no lambda. */
	@Override
	public void requestEnded(String route, UpstreamOutcome outcome, long nanos) {
		try {
			Map<UpstreamOutcome, Timer> outcomes = this.timers.get(route);
			Timer timer = (outcomes != null) ? outcomes.get(outcome) : null;
			if (timer == null) {
				recordFirst(route, outcome, nanos);
			}
			else {
				timer.record(nanos, TimeUnit.NANOSECONDS);
			}
		}
		catch (Throwable ex) {
			this.guard.ignore(ex);
		}
	}

	private synchronized void recordFirst(String route, UpstreamOutcome outcome, long nanos) {
		if (this.registered) {
			this.timers.computeIfAbsent(route, (name) -> new ConcurrentHashMap<>())
				.computeIfAbsent(outcome, (added) -> timer(route, added))
				.record(nanos, TimeUnit.NANOSECONDS);
		}
	}

	private Timer timer(String route, UpstreamOutcome outcome) {
		Timer timer = Timer.builder("sluice.upstream.requests")
			.description("Requests to the upstream and how long they took")
			.tags("upstream", this.upstream, "route", route, "outcome", outcome.tag())
			.serviceLevelObjectives(MicrometerListenerMetrics.BUCKETS)
			.register(this.registry);
		this.meters.add(timer);
		return timer;
	}

}

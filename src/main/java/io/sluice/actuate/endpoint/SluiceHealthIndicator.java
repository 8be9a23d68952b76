package io.sluice.actuate.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.process.MemoryBudget;
import io.sluice.process.VitalThreadMonitor;
import io.sluice.telemetry.Requirement;
import io.sluice.telemetry.UpstreamRoster;
import io.sluice.telemetry.UpstreamState;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Shows each listener and each upstream. The status is out of service while a listener is
 * about to stop or is suspended, or a required upstream is suspended. It is down while a
 * listener does not listen or a required upstream is down, if the engine of the cluster
 * is required and away, or if a vital thread has ended.
 */
public final class SluiceHealthIndicator extends AbstractHealthIndicator {

	/** Never a listener's name, because it has a dot. */
	private static final String MEMORY = "limits.memory";

	private static final String ENDED = "thread.ended";

	private final List<SluiceServerConnectionFactory> listeners;

	private final MemoryBudget memory;

	private final VitalThreadMonitor threads;

	private final OperatedUpstreams upstreams;

	private final List<Requirement> requirements;

	/**
	 * Create an indicator.
	 * @param listeners the enabled listeners
	 * @param memory the memory that clients make the process hold
	 * @param threads the vital threads
	 * @param upstreams the upstreams
	 * @param requirements what the listeners cannot do without
	 */
	public SluiceHealthIndicator(List<SluiceServerConnectionFactory> listeners, MemoryBudget memory,
			VitalThreadMonitor threads, UpstreamRoster upstreams, List<Requirement> requirements) {
		this.listeners = List.copyOf(listeners);
		this.memory = memory;
		this.threads = threads;
		this.upstreams = new OperatedUpstreams(upstreams);
		this.requirements = List.copyOf(requirements);
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		boolean up = !this.upstreams.isAnyRequired(UpstreamState.DOWN);
		for (Requirement requirement : this.requirements) {
			up &= requirement.isMet();
		}
		boolean outOfService = this.upstreams.isAnyRequired(UpstreamState.SUSPENDED);
		for (SluiceServerConnectionFactory listener : this.listeners) {
			up &= listener.isListening();
			outOfService |= listener.isDraining() || listener.acceptSwitch().isSuspended();
			builder.withDetail(listener.getName(), details(listener));
		}
		Map<String, Object> shownUpstreams = this.upstreams.details();
		if (!shownUpstreams.isEmpty()) {
			builder.withDetail(OperatedUpstreams.UPSTREAMS, shownUpstreams);
		}
		if (!this.listeners.isEmpty()) {
			builder.withDetail(MEMORY, Map.of("used", this.memory.used(), "max", this.memory.max()));
		}
		String ended = this.threads.endedThread();
		if (ended != null) {
			builder.withDetail(ENDED, ended);
			up = false;
		}
		builder.status(outOfService ? Status.OUT_OF_SERVICE : up ? Status.UP : Status.DOWN);
	}

	private static Map<String, Object> details(SluiceServerConnectionFactory listener) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("listening", listener.isListening());
		details.put("suspended", listener.acceptSwitch().isSuspended());
		OperatedListener.putAddress(details, listener);
		OperatedListener.putLeader(details, listener);
		details.put("connections", listener.openConnections().count());
		if (listener.outstanding().isFull()) {
			details.put("outstandingRequests", listener.outstanding().count());
		}
		return details;
	}

}

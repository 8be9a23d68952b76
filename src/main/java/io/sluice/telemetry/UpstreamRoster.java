package io.sluice.telemetry;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The upstreams, by name. The journal of a name outlasts its upstream, so that the next
 * upstream of that name has it too. Any thread.
 */
public final class UpstreamRoster {

	private static final UpstreamStatus GONE = new UpstreamStatus(UpstreamState.DOWN, List.of(), 0, 0);

	/** Creates the metrics of a name. */
	private final Function<String, UpstreamMetrics> metrics;

	private final Map<String, UpstreamJournal> journals = new ConcurrentHashMap<>();

	private final Map<String, ObservedUpstream> upstreams = new ConcurrentSkipListMap<>();

	private volatile Set<String> required = Set.of();

	/**
	 * Create a roster.
	 * @param metrics creates the metrics of a name
	 */
	public UpstreamRoster(Function<String, UpstreamMetrics> metrics) {
		this.metrics = metrics;
	}

	/**
	 * Set the names of all upstreams without which the gateway is not ready.
	 */
	public void require(Set<String> names) {
		this.required = Set.copyOf(names);
	}

	boolean isRequired(String name) {
		return this.required.contains(name);
	}

	/**
	 * Add an upstream, in place of one of its name.
	 * @param name its name
	 * @param kind its protocol
	 * @param view shows it
	 */
	public synchronized ObservedUpstream add(String name, UpstreamKind kind, UpstreamView view) {
		UpstreamJournal journal = this.journals.computeIfAbsent(name,
				(added) -> new UpstreamJournal(this.metrics.apply(added)));
		ObservedUpstream upstream = new ObservedUpstream(this, name, kind, journal, view);
		ObservedUpstream former = this.upstreams.put(name, upstream);
		if (former == null || former.kind() != kind) {
			journal.metrics().unregister();
			journal.metrics().register(kind, () -> status(name));
		}
		return upstream;
	}

	/** A meter may be read while the upstream is removed. */
	private UpstreamStatus status(String name) {
		ObservedUpstream upstream = this.upstreams.get(name);
		return (upstream != null) ? upstream.status() : GONE;
	}

	synchronized void remove(ObservedUpstream upstream) {
		if (this.upstreams.remove(upstream.name(), upstream)) {
			upstream.journal().metrics().unregister();
		}
	}

	/**
	 * All upstreams, in the order of their names.
	 */
	public Collection<ObservedUpstream> all() {
		return this.upstreams.values();
	}

	/**
	 * Find an upstream.
	 * @return {@code null} if there is none with this name
	 */
	public @Nullable ObservedUpstream find(String name) {
		return this.upstreams.get(name);
	}

}

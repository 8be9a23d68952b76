package io.sluice.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.sluice.process.Lease;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;

/**
 * The leases that this process holds or waits for. It begins before the listeners and the
 * upstreams, and ends after them, so that a lease outlasts a drain.
 */
@RequiredArgsConstructor
public final class Leases implements SmartLifecycle, DisposableBean {

	private final SharedLocks locks;

	private final LeaseTerms terms;

	/** Provides this pod, if the gateway is part of a cluster. */
	private final ObjectProvider<ClusterNode> nodes;

	private final LeaseTimer timer = new LeaseTimer();

	private final Map<String, Election> elections = new ConcurrentHashMap<>();

	private @Nullable PodLeases pods;

	private boolean running;

	/**
	 * The lease of something that only one process may have.
	 * @param kind the kind of it, {@code listener} or {@code upstream}
	 * @param name its name
	 */
	public synchronized Lease get(String kind, String name) {
		String role = kind + ":" + name;
		Election known = this.elections.get(role);
		if (known != null) {
			return known;
		}
		Election election = new Election(role, name, this.locks.get(role, this.terms.timeToLive()), this.terms,
				this.timer);
		this.elections.put(role, election);
		if (this.running) {
			start(election);
		}
		return election;
	}

	private void start(Election election) {
		if (this.pods != null) {
			election.join(this.pods);
		}
		election.start();
	}

	/**
	 * The roles of the leases that this process holds. Does not wait.
	 */
	private List<String> held() {
		return this.elections.values().stream().filter(Election::isValid).map(Election::role).toList();
	}

	@Override
	public synchronized void start() {
		if (!this.running) {
			this.running = true;
			ClusterNode node = this.nodes.getIfAvailable();
			if (node != null) {
				this.pods = node.leases();
				node.leases().report(this::held);
			}
			this.elections.values().forEach(this::start);
		}
	}

	@Override
	public synchronized void stop() {
		if (this.running) {
			this.running = false;
			this.elections.values().forEach(Election::stop);
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return -1;
	}

	@Override
	public synchronized void destroy() {
		stop();
		this.elections.values().forEach(Election::close);
		this.timer.close();
		this.locks.close();
	}

}

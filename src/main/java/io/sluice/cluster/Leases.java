package io.sluice.cluster;

import java.util.LinkedHashMap;
import java.util.Map;

import io.sluice.process.Lease;
import lombok.RequiredArgsConstructor;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * The leases that this process holds or waits for. It begins before the listeners and the
 * upstreams, and ends after them, so that a lease outlasts a drain.
 */
@RequiredArgsConstructor
public final class Leases implements SmartLifecycle, DisposableBean {

	private final SharedLocks locks;

	private final LeaseTerms terms;

	private final LeaseTimer timer = new LeaseTimer();

	private final Map<String, Election> elections = new LinkedHashMap<>();

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
			return known.lease();
		}
		Election election = new Election(role, name, this.locks.get(role, this.terms.timeToLive()), this.terms,
				this.timer);
		this.elections.put(role, election);
		if (this.running) {
			election.start();
		}
		return election.lease();
	}

	@Override
	public synchronized void start() {
		if (!this.running) {
			this.running = true;
			this.elections.values().forEach(Election::start);
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

package io.sluice.cluster;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.sluice.process.Lease;
import io.sluice.process.LeaseUser;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.leader.AbstractCandidate;
import org.springframework.integration.leader.Context;
import org.springframework.integration.support.leader.LockRegistryLeaderInitiator;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * The election of the process that holds one lease. This process takes part while the
 * election runs and something needs the lease.
 */
@Slf4j(topic = "io.sluice.cluster")
final class Election implements Lease {

	private final String role;

	private final String name;

	private final LeaseTerms terms;

	private final ExpiringLease lease;

	/** One thread for good: the locks of the processes belong to it. */
	private final ThreadPoolTaskExecutor thread = new ThreadPoolTaskExecutor();

	private final LockRegistryLeaderInitiator initiator;

	/** The other pods; {@code null} if this process knows none. */
	private volatile @Nullable PodLeases pods;

	private int demands;

	private boolean running;

	private boolean participating;

	/**
	 * Create an election that is not running.
	 * @param role the name of the lease for all processes
	 * @param name the name of what is leased, for log lines
	 * @param shared the lock that the processes share
	 */
	Election(String role, String name, SharedLock shared, LeaseTerms terms, LeaseTimer timer) {
		this.role = role;
		this.name = name;
		this.terms = terms;
		this.lease = new ExpiringLease(name, System::nanoTime);
		LeasedLock lock = new LeasedLock(name, shared, this.lease, terms, timer);
		this.thread.setCorePoolSize(1);
		this.thread.setMaxPoolSize(1);
		this.thread.setDaemon(true);
		this.thread.setThreadNamePrefix("sluice-lease-" + name + "-");
		this.thread.initialize();
		this.initiator = new LockRegistryLeaderInitiator((key) -> lock, new Elected(role));
		this.initiator.setHeartBeatMillis(terms.heartbeat().toMillis());
		this.initiator.setTaskExecutor(this.thread);
	}

	/**
	 * Learn from other pods which of them holds the lease.
	 */
	void join(PodLeases others) {
		this.pods = others;
	}

	synchronized void start() {
		this.running = true;
		update();
	}

	/**
	 * Give the lease up. Waits until another process can acquire it, or for as long as
	 * that may take.
	 */
	synchronized void stop() {
		this.running = false;
		update();
	}

	@Override
	public synchronized void demand() {
		this.demands++;
		update();
	}

	@Override
	public synchronized void withdraw() {
		this.demands--;
		update();
	}

	private void update() {
		boolean participates = this.running && this.demands > 0;
		if (participates == this.participating) {
			return;
		}
		this.participating = participates;
		if (participates) {
			this.initiator.start();
		}
		else {
			giveUp();
		}
	}

	private void giveUp() {
		this.initiator.stop();
		try {
			this.thread.submit(() -> {
				// behind the end of the election
			}).get(this.terms.commandTimeout().multipliedBy(3).toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			log.debug("[{}] the lease was not given up in time and will expire", this.name, ex);
		}
	}

	String role() {
		return this.role;
	}

	@Override
	public @Nullable String holder() {
		PodLeases known = this.pods;
		if (known == null) {
			return null;
		}
		return isValid() ? known.own() : known.holder(this.role);
	}

	@Override
	public boolean isValid() {
		return this.lease.isValid();
	}

	@Override
	public boolean await(long patienceMillis) throws InterruptedException {
		return this.lease.await(patienceMillis);
	}

	@Override
	public void add(LeaseUser user) {
		this.lease.add(user);
	}

	@Override
	public void remove(LeaseUser user) {
		this.lease.remove(user);
	}

	void close() {
		this.thread.shutdown();
	}

	/** Says who leads; the lease does the rest. */
	private final class Elected extends AbstractCandidate {

		Elected(String role) {
			super(null, role);
		}

		@Override
		public void onGranted(Context ctx) {
			log.info("[{}] this process holds the lease and connects", Election.this.name);
		}

		@Override
		public void onRevoked(Context ctx) {
			log.debug("[{}] this process no longer leads", Election.this.name);
		}

	}

}

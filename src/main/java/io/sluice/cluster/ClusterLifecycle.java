package io.sluice.cluster;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

import io.sluice.process.VitalLoop;
import io.sluice.process.VitalThreadMonitor;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

import org.springframework.context.SmartLifecycle;

/**
 * Runs this pod in its cluster: from before its listeners start until they have stopped.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.cluster")
public final class ClusterLifecycle implements SmartLifecycle {

	private final ClusterNode node;

	private final Engine engine;

	private final VitalThreadMonitor threads;

	private final int phase;

	private final List<Thread> loops = new CopyOnWriteArrayList<>();

	private volatile boolean running;

	private volatile boolean wasConnected;

	private volatile long changedAt;

	@Override
	public void start() {
		if (this.running) {
			return;
		}
		this.running = true;
		this.wasConnected = false;
		this.changedAt = System.nanoTime();
		run("sluice-cluster-names", this::tellNames);
		run("sluice-cluster-beat", () -> {
			LockSupport.parkNanos(this, PodRegistry.BEAT.toNanos());
			this.node.beat();
			watch();
			return true;
		});
		this.engine.start(this.node);
	}

	private boolean tellNames() {
		try {
			if (!this.node.stepNames()) {
				this.node.awaitNames();
			}
			return true;
		}
		catch (InterruptedException ex) {
			// this pod stops
			return false;
		}
	}

	private void run(String name, VitalLoop.Step step) {
		Thread thread = new VitalLoop(name, this.threads, () -> this.running, step)
			.newThread(Thread.ofPlatform().daemon());
		this.loops.add(thread);
		thread.start();
	}

	/**
	 * Log a change of the connection, and give up one that brings nothing.
	 */
	private void watch() {
		long now = System.nanoTime();
		boolean connected = this.node.isConnected();
		if (connected != this.wasConnected) {
			this.wasConnected = connected;
			this.changedAt = now;
			if (connected) {
				log.info("Pod '{}' is connected to the engine of the cluster", this.node.pod());
			}
			else {
				log.warn("The engine of the cluster is away: sessions of other pods cannot be reached");
			}
		}
		if (this.node.isDeaf(now - this.changedAt)) {
			this.changedAt = now;
			this.engine.reconnect();
		}
	}

	@Override
	public void stop() {
		this.running = false;
		endLoops();
		this.node.leave();
		this.engine.stop();
	}

	/**
	 * A beat after the pod has left would bring it back, and the end would be an outage.
	 */
	private void endLoops() {
		this.loops.forEach(Thread::interrupt);
		try {
			for (Thread loop : this.loops) {
				loop.join(PodRegistry.BEAT);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.loops.clear();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

}

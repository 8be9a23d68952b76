package io.sluice.listener;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.sluice.process.MemoryBudget;
import io.sluice.process.VitalLoop;
import io.sluice.process.VitalThreads;

/**
 * Looks at all open connections five times a second: at their deadlines, which therefore
 * cost nothing per message. One thread that neither writes nor blocks.
 */
public final class Sweeper implements AutoCloseable {

	private static final String NAME = "sluice-sweeper";

	/** Between two looks. */
	static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private final Set<SluiceServerConnectionFactory> factories = ConcurrentHashMap.newKeySet();

	private final MemoryRelief relief;

	private final Thread thread;

	private volatile boolean closed;

	/**
	 * Begin to look.
	 * @param memory what all connections take their memory from
	 * @param threads hears of the end of the thread that looks
	 */
	public Sweeper(MemoryBudget memory, VitalThreads threads) {
		this.relief = new MemoryRelief(memory);
		this.thread = Thread.ofPlatform()
			.daemon()
			.name(NAME)
			.unstarted(new VitalLoop(NAME, threads, () -> !this.closed, this::look));
		this.thread.start();
	}

	void watch(SluiceServerConnectionFactory factory) {
		this.factories.add(factory);
		LockSupport.unpark(this.thread);
	}

	void forget(SluiceServerConnectionFactory factory) {
		this.factories.remove(factory);
	}

	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
	}

	private boolean look() {
		if (this.factories.isEmpty()) {
			LockSupport.park(this);
		}
		else {
			LockSupport.parkNanos(this, PERIOD_NANOS);
			this.factories.forEach((factory) -> sweep(factory, System.nanoTime()));
			this.relief.sweep(this.factories, System.nanoTime());
		}
		return true;
	}

	private static void sweep(SluiceServerConnectionFactory factory, long now) {
		factory.openConnections().sweep(now);
		factory.outstanding().sweep(now, factory.protocol().deadlines());
	}

}

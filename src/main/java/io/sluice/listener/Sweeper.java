package io.sluice.listener;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

import io.sluice.connection.SluiceConnection;
import io.sluice.process.MemoryBudget;
import io.sluice.process.VitalLoop;
import io.sluice.process.VitalThreadMonitor;

/**
 * Checks the deadlines of all open connections five times a second, so that deadlines
 * cost nothing per message. One thread, which does not block.
 */
public final class Sweeper implements AutoCloseable {

	/** The period of the sweeper. */
	private static final long PERIOD_NANOS = SluiceConnection.SWEEP_NANOS;

	/** The longest wait of a period that is no pause of the process. */
	private static final long PAUSE_NANOS = PERIOD_NANOS * 3 / 2;

	private final Set<SweptListener> listeners = ConcurrentHashMap.newKeySet();

	private final MemoryRelief relief;

	private final Thread thread;

	private boolean paused;

	private volatile boolean closed;

	/**
	 * Start the sweeper.
	 * @param memory the budget that all connections take memory from
	 * @param threads is notified when the sweeper's thread ends
	 */
	public Sweeper(MemoryBudget memory, VitalThreadMonitor threads) {
		this.relief = new MemoryRelief(memory);
		this.thread = new VitalLoop("sluice-sweeper", threads, () -> !this.closed, this::sweep)
			.newThread(Thread.ofPlatform().daemon());
		this.thread.start();
	}

	void watch(SweptListener listener) {
		this.listeners.add(listener);
		LockSupport.unpark(this.thread);
	}

	void remove(SweptListener listener) {
		this.listeners.remove(listener);
	}

	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
	}

	private boolean sweep() {
		if (this.listeners.isEmpty()) {
			LockSupport.park(this);
		}
		else {
			long begin = System.nanoTime();
			LockSupport.parkNanos(this, PERIOD_NANOS);
			long now = System.nanoTime();
			// after a pause, what has arrived is read before a deadline is checked
			this.paused = now - begin > PAUSE_NANOS && !this.paused;
			if (!this.paused) {
				this.listeners.forEach((listener) -> listener.sweep(System.nanoTime()));
			}
			this.relief.sweep(this.listeners, now);
		}
		return true;
	}

}

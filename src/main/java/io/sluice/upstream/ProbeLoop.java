package io.sluice.upstream;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import lombok.RequiredArgsConstructor;

/**
 * Probes a target on a virtual thread while somebody needs the result: at once, and then
 * every second. Any thread.
 */
@RequiredArgsConstructor
public final class ProbeLoop {

	private static final long PERIOD_NANOS = 1_000_000_000;

	/** The name of the thread. */
	private final String name;

	private final Subject subject;

	private final AtomicBoolean probing = new AtomicBoolean();

	/** When the latest probe began, or 0. */
	private volatile long probedAt;

	/**
	 * Start to probe, unless a thread does so.
	 */
	public void start() {
		if (this.probing.compareAndSet(false, true)) {
			Thread.ofVirtual().name(this.name).start(this::run);
		}
	}

	private void run() {
		try {
			while (this.subject.isProbeNeeded()) {
				awaitPeriod();
				this.subject.probe();
			}
		}
		finally {
			this.probing.set(false);
		}
		if (this.subject.isProbeNeeded()) {
			start();
		}
	}

	private void awaitPeriod() {
		long last = this.probedAt;
		long left = (last != 0) ? last + PERIOD_NANOS - System.nanoTime() : 0;
		while (left > 0) {
			LockSupport.parkNanos(this, left);
			left = last + PERIOD_NANOS - System.nanoTime();
		}
		this.probedAt = System.nanoTime();
	}

	/**
	 * What is probed.
	 */
	public interface Subject {

		/**
		 * Whether a result is needed. Once it is again, somebody calls {@link #start}.
		 */
		boolean isProbeNeeded();

		/**
		 * Probe the target, and record the result. May block; does not throw.
		 */
		void probe();

	}

}

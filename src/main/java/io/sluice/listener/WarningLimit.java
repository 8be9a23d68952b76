package io.sluice.listener;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.event.Level;

/**
 * Keeps what may happen with every message from filling the log: one warning a minute,
 * the others at DEBUG.
 */
public final class WarningLimit {

	private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final AtomicLong next = new AtomicLong(System.nanoTime());

	/**
	 * The level of a warning at this moment.
	 * @return {@code WARN} or {@code DEBUG}
	 */
	public Level levelNow() {
		long now = System.nanoTime();
		long due = this.next.get();
		boolean warn = now - due >= 0 && this.next.compareAndSet(due, now + PERIOD_NANOS);
		return warn ? Level.WARN : Level.DEBUG;
	}

}

package io.sluice.telemetry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Keeps what may happen with every message from filling the log: one warning a minute,
 * the others at DEBUG. A log that fails, such as one whose appender throws, does not
 * break its caller.
 */
public final class WarningLimit {

	private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final AtomicLong next = new AtomicLong(System.nanoTime());

	/**
	 * Log a warning, or a line at DEBUG where there was a warning within the last minute.
	 * @param logger where
	 * @param message the message, as {@link Logger#warn(String, Object...)} takes it
	 * @param arguments its arguments, the last of which may be an exception
	 */
	public void log(Logger logger, String message, @Nullable Object... arguments) {
		try {
			logger.atLevel(levelNow()).log(message, arguments);
		}
		catch (Throwable ex) {
			// there is nowhere to tell of it
		}
	}

	private Level levelNow() {
		long now = System.nanoTime();
		long due = this.next.get();
		boolean warn = now - due >= 0 && this.next.compareAndSet(due, now + PERIOD_NANOS);
		return warn ? Level.WARN : Level.DEBUG;
	}

}

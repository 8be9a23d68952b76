package io.sluice.telemetry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Limits warnings that could come with every message: one warning a minute, the others at
 * DEBUG. A log that fails, for example in an appender, does not affect the caller.
 */
public final class WarningLimit {

	private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final AtomicLong next = new AtomicLong(System.nanoTime());

	/**
	 * Log a warning, or a line at DEBUG if there was a warning within the last minute.
	 * @param logger the logger
	 * @param message the message in the format of {@link Logger#warn(String, Object...)}
	 * @param arguments the arguments; the last one may be an exception
	 */
	public void log(Logger logger, String message, @Nullable Object... arguments) {
		try {
			logger.atLevel(levelNow()).log(message, arguments);
		}
		catch (Throwable ex) {
			// the log itself has failed, so the failure cannot be logged
		}
	}

	private Level levelNow() {
		long now = System.nanoTime();
		long due = this.next.get();
		boolean warn = now - due >= 0 && this.next.compareAndSet(due, now + PERIOD_NANOS);
		return warn ? Level.WARN : Level.DEBUG;
	}

}

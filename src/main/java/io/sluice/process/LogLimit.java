package io.sluice.process;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Limits the lines of the log about one kind of event, which could come with every
 * message: one line a minute. A log that fails, for example in an appender, does not
 * affect the caller. Any thread.
 */
public final class LogLimit {

	/** The least time between two lines. */
	public static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final AtomicLong next;

	/**
	 * Create a limit that allows a line at once.
	 */
	public LogLimit() {
		this(System.nanoTime());
	}

	/**
	 * Create a limit.
	 * @param next the {@link System#nanoTime()} from which the first line is allowed
	 */
	public LogLimit(long next) {
		this.next = new AtomicLong(next);
	}

	/**
	 * Log a warning, or a line at DEBUG if there was a warning within the last minute.
	 * @param logger the logger
	 * @param message the message in the format of {@link Logger#warn(String, Object...)}
	 * @param arguments the arguments; the last one may be an exception
	 */
	public void log(Logger logger, String message, @Nullable Object... arguments) {
		write(logger, tryTake(System.nanoTime()) ? Level.WARN : Level.DEBUG, message, arguments);
	}

	/**
	 * Take the permission for a line, unless one was taken within the last minute.
	 * @param now the current {@link System#nanoTime()}
	 * @return whether the line may be written
	 */
	public boolean tryTake(long now) {
		long due = this.next.get();
		return now - due >= 0 && this.next.compareAndSet(due, now + PERIOD_NANOS);
	}

	/**
	 * Write a line without a limit. Never throws.
	 * @param logger the logger
	 * @param level the level of the line
	 * @param message the message in the format of {@link Logger#warn(String, Object...)}
	 * @param arguments the arguments; the last one may be an exception
	 */
	public static void write(Logger logger, Level level, String message, @Nullable Object... arguments) {
		try {
			logger.atLevel(level).log(message, arguments);
		}
		catch (Throwable ex) {
			// the log itself has failed, so the failure cannot be logged
		}
	}

}

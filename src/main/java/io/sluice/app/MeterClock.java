package io.sluice.app;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.Clock;

import org.springframework.stereotype.Component;

/**
 * The clock of the executable's meters, which asks the system for the wall time ten times
 * a second. A timer wants to know it twice for each request, to see whether an interval
 * of minutes is over; asked of the system each time, that is a twentieth of what one
 * small message among sixteen costs.
 * <p>
 * In place of Spring Boot's, and not in the starter: an application's own registries may
 * want it exact.
 */
@Component
final class MeterClock implements Clock, AutoCloseable {

	private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final Thread thread = Thread.ofPlatform().daemon().name("sluice-meter-clock").unstarted(this::run);

	private final LongSupplier system;

	private volatile long wallTime;

	private volatile boolean closed;

	MeterClock() {
		this(System::currentTimeMillis);
	}

	MeterClock(LongSupplier system) {
		this.system = system;
		this.wallTime = system.getAsLong();
		this.thread.start();
	}

	/**
	 * The time, as it was up to a tenth of a second ago.
	 */
	@Override
	public long wallTime() {
		return this.wallTime;
	}

	@Override
	public long monotonicTime() {
		return System.nanoTime();
	}

	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
	}

	private void run() {
		while (!this.closed) {
			LockSupport.parkNanos(this, PERIOD_NANOS);
			this.wallTime = this.system.getAsLong();
		}
	}

}

package io.sluice.actuate.accesslog;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

import io.sluice.process.LogLimit;
import io.sluice.spi.Redactor;
import io.sluice.telemetry.AccessEntry;
import io.sluice.telemetry.AccessLog;
import lombok.extern.slf4j.Slf4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log: one line for each entry, written by a thread of its own. If the thread
 * cannot keep up, entries are dropped and counted. No client waits for the log.
 */
@Slf4j(topic = "io.sluice.actuate")
public final class QueuedAccessLog implements AccessLog, AutoCloseable {

	/** The name of the logger. */
	public static final String LOGGER = "sluice.access";

	private static final int CAPACITY = 8192;

	private static final Logger ACCESS = LoggerFactory.getLogger(LOGGER);

	private final boolean requests;

	private final int payloadBytes;

	private final AccessLogFormat format;

	private final boolean structured;

	private final Predicate<AccessEntry> skipped;

	private final LongAdder dropped = new LongAdder();

	private final LogLimit warnings = new LogLimit();

	private final LogLimit failures = new LogLimit();

	/** The number of dropped entries at the last report. Used by the writer's thread. */
	private long droppedBefore;

	private final ThreadPoolExecutor writer = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
			new ArrayBlockingQueue<>(CAPACITY), Thread.ofPlatform().daemon().name("sluice-access-log").factory(),
			(entry, executor) -> this.dropped.increment());

	/**
	 * Start the log.
	 * @param requests whether requests get entries, too
	 * @param payloadBytes the number of payload bytes in the entry of a request
	 * @param redactor decides which part of a payload is logged
	 * @param structured whether entries are members of a structured line, instead of
	 * lines of JSON
	 * @param skipped selects the entries that are left out
	 */
	public QueuedAccessLog(boolean requests, int payloadBytes, Redactor redactor, boolean structured,
			Predicate<AccessEntry> skipped) {
		this.requests = requests;
		this.payloadBytes = payloadBytes;
		this.format = new AccessLogFormat(new PayloadRedaction(redactor));
		this.structured = structured;
		this.skipped = skipped;
		// start the thread now: the first entry may come when no thread can be started
		this.writer.prestartCoreThread();
	}

	@Override
	public boolean isOn() {
		return ACCESS.isInfoEnabled();
	}

	@Override
	public boolean hasRequests() {
		return this.requests && isOn();
	}

	@Override
	public int payloadBytes() {
		return this.payloadBytes;
	}

	@Override
	public void log(AccessEntry entry) {
		if (!this.skipped.test(entry)) {
			this.writer.execute(() -> write(entry));
		}
	}

	private void write(AccessEntry entry) {
		try {
			if (this.structured) {
				this.format.log(entry, ACCESS.atInfo());
			}
			else {
				ACCESS.info(this.format.line(entry));
			}
		}
		catch (Throwable ex) {
			this.dropped.increment();
			this.failures.log(log, "[{}] an entry of the access log could not be written", entry.client().listener(),
					ex);
		}
		warnOfDropped();
	}

	private void warnOfDropped() {
		long now = this.dropped.sum();
		if (now > this.droppedBefore) {
			this.droppedBefore = now;
			this.warnings.log(log, "{} lines of the access log have been dropped since the start, as it cannot keep up",
					now);
		}
	}

	/**
	 * The number of entries dropped because the queue was full.
	 * @return the number since the start
	 */
	public long dropCount() {
		return this.dropped.sum();
	}

	/**
	 * Write the entries in the queue, after the last connection has ended.
	 */
	@Override
	public void close() {
		this.writer.shutdown();
		try {
			if (!this.writer.awaitTermination(10, TimeUnit.SECONDS)) {
				log.warn("The last {} entries of the access log could not be written in time",
						this.writer.getQueue().size());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}

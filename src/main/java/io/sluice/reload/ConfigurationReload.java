package io.sluice.reload;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Reloads the configuration, once at a time and not while the application stops.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.reload")
public final class ConfigurationReload implements ApplicationListener<ContextClosedEvent> {

	private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final ReloadableConfiguration configuration;

	private final ApplicationContext context;

	private final AtomicReference<ReloadState> state = new AtomicReference<>(ReloadState.IDLE);

	private final LongAdder applied = new LongAdder();

	private final LongAdder refused = new LongAdder();

	/** Guarded by the state {@link ReloadState#RELOADING}. */
	private List<String> warnedOf = List.of();

	/**
	 * Read the configuration again, and put all of it in force or nothing. Any thread;
	 * waits for the files only.
	 * @param requester the operator or the event behind the reload, for the log
	 */
	public ReloadResult reload(String requester) {
		if (!move(ReloadState.IDLE, ReloadState.RELOADING)) {
			return new ReloadResult.Unavailable((this.state.get() == ReloadState.CLOSED) ? "the application stops"
					: "another reload is in progress");
		}
		try {
			return attempt(requester);
		}
		finally {
			if (!move(ReloadState.RELOADING, ReloadState.IDLE)) {
				move(ReloadState.ENDING, ReloadState.CLOSED);
			}
		}
	}

	private ReloadResult attempt(String requester) {
		PreparedConfiguration prepared;
		try {
			prepared = this.configuration.prepare();
		}
		catch (RefusedConfigurationException ex) {
			return refuse(ex, requester);
		}
		if (this.state.get() != ReloadState.RELOADING) {
			prepared.discard();
			return new ReloadResult.Unavailable("the application stops");
		}
		prepared.apply();
		this.applied.increment();
		record(prepared.report(), requester);
		return new ReloadResult.Applied(prepared.report());
	}

	private ReloadResult refuse(RefusedConfigurationException ex, String requester) {
		this.refused.increment();
		String message = String.valueOf(ex.getMessage());
		log.warn("the configuration is not reloaded, and the former one stays in force ({} asked for it): {}",
				requester, message);
		log.debug("the configuration was refused", ex);
		return new ReloadResult.Refused(message);
	}

	private void record(ReloadReport report, String requester) {
		if (report.isEmpty()) {
			log.info("the configuration is read again, and nothing to reload has changed: {} asked for it", requester);
		}
		else {
			log.info("the configuration is reloaded, with changes in {}: {} asked for it", report.changed().describe(),
					requester);
		}
		if (!report.restart().equals(this.warnedOf) && !report.restart().isEmpty()) {
			log.warn("restart the application for the new values of {}", String.join(", ", report.restart()));
		}
		this.warnedOf = report.restart();
	}

	private boolean move(ReloadState from, ReloadState to) {
		return from.next().contains(to) && this.state.compareAndSet(from, to);
	}

	/**
	 * The number of configurations that were put in force.
	 */
	public long appliedCount() {
		return this.applied.sum();
	}

	/**
	 * The number of configurations that were refused.
	 */
	public long refusedCount() {
		return this.refused.sum();
	}

	/**
	 * Wait for the reload in progress, and prevent further ones.
	 */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() == this.context) {
			while (!move(ReloadState.IDLE, ReloadState.CLOSED) && this.state.get() != ReloadState.CLOSED) {
				move(ReloadState.RELOADING, ReloadState.ENDING);
				LockSupport.parkNanos(this, WAIT_NANOS);
			}
		}
	}

}

package io.sluice.upstream.broker;

import java.util.Objects;

import io.sluice.process.LogLimit;
import io.sluice.upstream.Probe;
import io.sluice.upstream.ProbeLoop;
import io.sluice.upstream.UpstreamException;
import io.sluice.upstream.UpstreamException.Failure;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Whether a destination takes records. From the first one that shows that it does not,
 * until a probe succeeds, further ones fail at once: a client may block a sender until it
 * knows that the broker cannot be reached, and the records of a connection are sent one
 * after another. Any thread.
 */
@Slf4j(topic = "io.sluice.upstream")
final class DestinationHealth implements Probe, ProbeLoop.Subject, AutoCloseable {

	/** Its name as an upstream. */
	private final String name;

	private final Broker broker;

	private final String destination;

	private final ProbeLoop probes;

	private final LogLimit warnings = new LogLimit();

	private volatile @Nullable UpstreamException problem;

	/** Whether the log has told of a problem, and not yet of its end. */
	private volatile boolean announced;

	private volatile boolean closed;

	/**
	 * Create the health of a destination that takes records.
	 * @param name its name as an upstream
	 * @param broker the broker
	 * @param destination the topic or the exchange
	 */
	DestinationHealth(String name, Broker broker, String destination) {
		this.name = name;
		this.broker = broker;
		this.destination = destination;
		this.probes = new ProbeLoop("sluice-%s-probe".formatted(name), this);
	}

	/**
	 * Why the destination takes no records.
	 * @return the failure of each record, or {@code null} if it takes them
	 */
	@Nullable UpstreamException problem() {
		return this.problem;
	}

	/**
	 * Record the failure of a record.
	 * @return whether all others would fail, too
	 */
	boolean recordFailure(Throwable failure) {
		if (!(failure instanceof UpstreamException upstream)
				|| !(upstream.failure() == Failure.NOT_SENT || upstream.getCause() instanceof NoDestinationException)) {
			return false;
		}
		recordProblem(upstream);
		this.probes.start();
		return true;
	}

	/**
	 * Let records try the broker again.
	 * @param whole whether it takes all of them, which the log may tell
	 */
	private synchronized void clearProblem(boolean whole) {
		this.problem = null;
		if (whole && this.announced) {
			this.announced = false;
			LogLimit.write(log, Level.INFO, "[{}] takes records again", this.name);
		}
	}

	private synchronized void recordProblem(UpstreamException next) {
		UpstreamException before = this.problem;
		this.problem = next;
		if ((before == null) ? this.warnings.tryTake(System.nanoTime())
				: !Objects.equals(next.getMessage(), before.getMessage())) {
			this.announced = true;
			LogLimit.write(log, Level.WARN, "[{}] {}", this.name, UpstreamException.describe(next));
		}
	}

	/**
	 * Ask the broker.
	 * @return whether it takes all records, or says that it has no such destination
	 */
	@Override
	public boolean isReachable() throws Exception {
		try {
			boolean reachable = this.broker.isReachable(this.destination);
			// it answers: a record finds out whether it is taken
			clearProblem(reachable);
			return reachable;
		}
		catch (UpstreamException ex) {
			recordFailure(ex);
			if (ex.failure() == Failure.REFUSED) {
				return true;
			}
			throw ex;
		}
	}

	@Override
	public boolean isProbeNeeded() {
		return (this.problem != null || this.announced) && !this.closed;
	}

	@Override
	public void probe() {
		try {
			isReachable();
		}
		catch (Throwable ex) {
			LogLimit.write(log, Level.DEBUG, "[{}] takes no records yet", this.name, ex);
		}
	}

	/**
	 * Probe no more.
	 */
	@Override
	public void close() {
		this.closed = true;
	}

}

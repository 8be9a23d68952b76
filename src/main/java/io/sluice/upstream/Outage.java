package io.sluice.upstream;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

import io.sluice.process.LogLimit;
import io.sluice.spi.Availability;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Whether the target of a route cannot be reached. While connections or requests wait for
 * it, it is probed every second. Afterwards the requests are sent in their order. A
 * reload that does not change the route keeps the outage, and the requests that wait are
 * sent to the upstream that replaces theirs. Any thread.
 */
@Slf4j(topic = "io.sluice.upstream")
public final class Outage implements Availability, ProbeLoop.Subject {

	private final String listener;

	private final String target;

	private final Probe probe;

	/** The connections that read nothing. */
	private final Set<Runnable> connections = ConcurrentHashMap.newKeySet();

	/** Send the requests that wait, by their numbers. */
	private final ConcurrentSkipListMap<Long, Runnable> requests = new ConcurrentSkipListMap<>();

	private final AtomicLong numbers = new AtomicLong();

	private final AtomicLong failures = new AtomicLong();

	private final ProbeLoop probes;

	private final LogLimit warnings = new LogLimit();

	private volatile boolean down;

	/** Whether no route leads to the target any more. */
	private volatile boolean released;

	/** Receives the requests. */
	private volatile AttemptTarget current;

	/** Receives the requests of the next routes. */
	private volatile AttemptTarget next;

	/**
	 * Create an outage that has not begun.
	 * @param listener the listener's name, for the log
	 * @param target the target
	 * @param probe finds out whether the target, or its replacement, can be reached
	 */
	public Outage(String listener, AttemptTarget target, Probe probe) {
		this.listener = listener;
		this.target = target.name();
		this.current = target;
		this.next = target;
		this.probe = probe;
		this.probes = new ProbeLoop("sluice-%s-probe".formatted(listener), this);
	}

	/**
	 * Prepare the target of the next routes, which are not in force yet.
	 */
	void prepare(AttemptTarget target) {
		this.next = target;
	}

	/**
	 * Use the target that was prepared for the routes that are now in force.
	 */
	public void install() {
		this.current = this.next;
	}

	/**
	 * Have connections wait no longer: no route leads to the target any more. The
	 * requests that wait are still sent to it.
	 */
	public void release() {
		this.released = true;
		this.connections.forEach(Runnable::run);
	}

	/**
	 * The target of the routes in force.
	 */
	AttemptTarget current() {
		return this.current;
	}

	@Override
	public boolean isDown() {
		return this.down && !this.released;
	}

	@Override
	public void awaitBy(Runnable action) {
		this.connections.add(action);
		if (isDown()) {
			this.probes.start();
		}
		else {
			action.run();
		}
	}

	@Override
	public void leave(Runnable action) {
		this.connections.remove(action);
	}

	/**
	 * A number that gives a new request its place among those that wait.
	 */
	long nextNumber() {
		return this.numbers.incrementAndGet();
	}

	/**
	 * Record that the target has not answered a request.
	 * @param failure why
	 */
	void recordFailure(Throwable failure) {
		this.failures.incrementAndGet();
		boolean first;
		synchronized (this) {
			first = !this.down;
			this.down = true;
		}
		if (first) {
			this.warnings.log(log, "[{}] clients wait until '{}' can be reached: {}", this.listener, this.target,
					UpstreamException.describe(failure));
		}
	}

	/**
	 * Have a request wait, if the target cannot be reached.
	 * @param number its place among those that wait
	 * @param sending sends it when the target can be reached; must not block
	 * @return {@code false} if it can be sent now
	 */
	boolean hold(long number, Runnable sending) {
		synchronized (this) {
			if (!this.down) {
				return false;
			}
			this.requests.put(number, sending);
		}
		this.probes.start();
		return true;
	}

	/**
	 * Have a request wait no longer.
	 * @return {@code false} if it does not wait
	 */
	boolean release(long number, Runnable sending) {
		return this.requests.remove(number, sending);
	}

	@Override
	public boolean isProbeNeeded() {
		return this.down && !(this.connections.isEmpty() && this.requests.isEmpty());
	}

	@Override
	public void probe() {
		if (isReachable()) {
			recover();
		}
	}

	private boolean isReachable() {
		try {
			return this.probe.isReachable();
		}
		catch (Throwable ex) {
			LogLimit.write(log, Level.DEBUG, "[{}] '{}' cannot be reached yet", this.listener, this.target, ex);
			return false;
		}
	}

	/**
	 * Send the requests that wait, until none is left or one fails; later ones have to
	 * wait behind them. Then the connections go on.
	 */
	private void recover() {
		long before = this.failures.get();
		int sent = 0;
		for (Runnable next = poll(); next != null; next = poll()) {
			next.run();
			sent++;
			if (this.failures.get() != before) {
				return;
			}
		}
		log.info("[{}] '{}' can be reached; {} requests and {} connections have waited for it", this.listener,
				this.target, sent, this.connections.size());
		this.connections.forEach(Runnable::run);
	}

	/**
	 * @return {@code null} if none waits, so that the next one need not wait
	 */
	private synchronized @Nullable Runnable poll() {
		Map.Entry<Long, Runnable> first = this.requests.pollFirstEntry();
		if (first == null) {
			this.down = false;
			return null;
		}
		return first.getValue();
	}

}

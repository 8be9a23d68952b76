package io.sluice.connection;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.ErrorCode;
import io.sluice.process.LogLimit;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a listener that ended before their targets. Any thread.
 */
@Slf4j(topic = "io.sluice.listener")
public final class OutstandingRequestTracker {

	/** The least time that a target has to answer after its request has ended. */
	private static final long MIN_PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

	/** That time as a multiple of the request timeout. */
	private static final int PATIENCE = 10;

	private final String listener;

	private final LogLimit warnings = new LogLimit();

	private final LogLimit lateTargets = new LogLimit();

	private final AtomicInteger count = new AtomicInteger();

	/** The requests whose answer may come from any thread, or never. */
	private final Set<OutstandingRequest> awaited = ConcurrentHashMap.newKeySet();

	/** The interrupts of targets that have lost their client. */
	private final Set<LateInterrupt> lateInterrupts = ConcurrentHashMap.newKeySet();

	/**
	 * The requests that can no longer be answered, because no part of the target refers
	 * to their exchange.
	 */
	private final ReferenceQueue<RoutedRequest> unreachable = new ReferenceQueue<>();

	private volatile int max;

	/** The budget that pays for their payloads. */
	private final MemoryBudget memory;

	/**
	 * Create a tracker.
	 * @param listener the listener's name
	 * @param max the largest number of outstanding requests, or 0 for no limit
	 * @param memory the budget that pays for their payloads
	 */
	public OutstandingRequestTracker(String listener, int max, MemoryBudget memory) {
		this.listener = listener;
		this.max = max;
		this.memory = memory;
	}

	/**
	 * Change the limit from the next request on.
	 * @param newMax the largest number of outstanding requests, or 0 for no limit
	 */
	public void limit(int newMax) {
		this.max = newMax;
	}

	/**
	 * Release the bytes charged for a payload.
	 * @param bytes the bytes charged, or 0
	 */
	void releasePayload(int bytes) {
		if (bytes > 0) {
			this.memory.release(MemoryKind.PAYLOADS, bytes);
		}
	}

	/**
	 * The number of outstanding requests.
	 * @return the number
	 */
	public int count() {
		return this.count.get();
	}

	/**
	 * Whether the limit is reached.
	 * @return {@code true} while new requests are answered {@code BUSY}
	 */
	public boolean isFull() {
		int limit = this.max;
		return limit > 0 && this.count.get() >= limit;
	}

	/**
	 * The error code for a new request if the limit is reached. Logs a warning then, at
	 * most once a minute.
	 * @return {@code BUSY}, or {@code null} to admit the request
	 */
	@Nullable ErrorCode refusal() {
		if (!isFull()) {
			return null;
		}
		this.warnings.log(log, "[{}] new requests are answered BUSY: {} requests have ended whose targets still run; "
				+ "'limits.max-outstanding' is {}", this.listener, this.count, this.max);
		return ErrorCode.BUSY;
	}

	/**
	 * Limits the warnings about targets that run on after their deadline.
	 */
	LogLimit lateTargets() {
		return this.lateTargets;
	}

	ReferenceQueue<RoutedRequest> unreachable() {
		return this.unreachable;
	}

	void add() {
		this.count.incrementAndGet();
	}

	/**
	 * Check from time to time whether an answer can still come.
	 */
	void addAwaited(OutstandingRequest request) {
		this.awaited.add(request);
	}

	/**
	 * Interrupt a target at its deadline.
	 */
	void schedule(LateInterrupt interrupt) {
		this.lateInterrupts.add(interrupt);
	}

	void remove(OutstandingRequest request) {
		this.awaited.remove(request);
		this.count.decrementAndGet();
	}

	/**
	 * Stop waiting for answers that cannot come, or have not come for too long. Called by
	 * the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 * @param timeouts the listener's timeouts
	 */
	public void sweep(long now, Timeouts timeouts) {
		for (Reference<?> lost = this.unreachable.poll(); lost != null; lost = this.unreachable.poll()) {
			((OutstandingRequest) lost).giveUp();
		}
		this.lateInterrupts.removeIf((interrupt) -> interrupt.interruptIfDue(now));
		long patience = Math.max(MIN_PATIENCE_NANOS, PATIENCE * timeouts.request().toNanos());
		this.awaited.forEach((request) -> {
			if (now - request.awaitedSince() >= patience) {
				giveUp(request, patience);
			}
		});
	}

	private void giveUp(OutstandingRequest request, long patience) {
		String route = request.route();
		if (request.giveUp()) {
			this.warnings.log(log,
					"[{}] route '{}' has not answered for {} s after its request had ended; "
							+ "the request is no longer counted. A target that never answers needs 'reply: none'",
					this.listener, route, TimeUnit.NANOSECONDS.toSeconds(patience));
		}
	}

}

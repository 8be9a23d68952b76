package io.sluice.connection;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.ErrorCode;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.telemetry.WarningLimit;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a listener that ended before their targets. Any thread.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
public final class OutstandingRequestTracker {

	/** A target has at least this long to answer after its request has ended. */
	private static final long MIN_PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

	/** And this many times as long as the request had. */
	private static final int PATIENCE = 10;

	private final String listener;

	private final WarningLimit warnings = new WarningLimit();

	private final WarningLimit lateTargets = new WarningLimit();

	private final AtomicInteger count = new AtomicInteger();

	/** Those whose answer may come from any thread, or never. */
	private final Set<OutstandingRequest> awaited = ConcurrentHashMap.newKeySet();

	/** Those whose target is interrupted at the request's deadline. */
	private final Set<OutstandingRequest> held = ConcurrentHashMap.newKeySet();

	/** Those to which no answer can come, as nothing knows their exchange any more. */
	private final ReferenceQueue<RoutedRequest> unreachable = new ReferenceQueue<>();

	/** How many there may be, or 0 for any number. */
	private final int max;

	/** What their payloads are counted in. */
	private final MemoryBudget memory;

	/**
	 * Give back what a payload was counted for.
	 * @param bytes what was counted for it, or 0
	 */
	void releasePayload(int bytes) {
		if (bytes > 0) {
			this.memory.release(MemoryKind.PAYLOADS, bytes);
		}
	}

	/**
	 * How many there are.
	 * @return the number of requests
	 */
	public int count() {
		return this.count.get();
	}

	/**
	 * Whether there are as many as there may be.
	 * @return {@code true} while new requests are answered {@code BUSY}
	 */
	public boolean isFull() {
		return this.max > 0 && this.count.get() >= this.max;
	}

	/**
	 * Why a new request may not be let in. Warns, once a minute, where it may not.
	 * @return {@code BUSY}, or {@code null}
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
	 * Limits what is said of targets that run on after their deadline.
	 */
	WarningLimit lateTargets() {
		return this.lateTargets;
	}

	ReferenceQueue<RoutedRequest> unreachable() {
		return this.unreachable;
	}

	void add() {
		this.count.incrementAndGet();
	}

	/**
	 * Look from time to time whether an answer can still come.
	 */
	void await(OutstandingRequest request) {
		this.awaited.add(request);
	}

	/**
	 * Look at the deadline of its target.
	 */
	void watch(OutstandingRequest request) {
		this.held.add(request);
	}

	void forget(OutstandingRequest request) {
		this.awaited.remove(request);
		this.count.decrementAndGet();
	}

	/**
	 * Give up those to which no answer can come, or none has come for too long. Called by
	 * the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 * @param timeouts how long a request may take
	 */
	public void sweep(long now, Timeouts timeouts) {
		for (Reference<?> lost = this.unreachable.poll(); lost != null; lost = this.unreachable.poll()) {
			((OutstandingRequest) lost).giveUp();
		}
		this.held.removeIf((request) -> request.interruptIfLate(now));
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
							+ "the request does not count any more. A target that never answers needs 'reply: none'",
					this.listener, route, TimeUnit.NANOSECONDS.toSeconds(patience));
		}
	}

}

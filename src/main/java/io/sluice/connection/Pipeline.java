package io.sluice.connection;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * The requests in progress of one connection, between the threads of their targets and
 * the connection's thread. Any thread unless a method says otherwise.
 */
@RequiredArgsConstructor
final class Pipeline {

	/** The finished replies that may wait for an earlier one, in bytes. */
	private static final int MAX_UNWRITTEN = 256 * 1024;

	private final ListenerContext listener;

	private final ConnectionStreams streams;

	private final ReplyEncoder encoder;

	private final ConnectionJournal journal;

	/** The requests that have not been concluded. */
	private final Set<PipelinedExchange> open = ConcurrentHashMap.newKeySet();

	/** Requests whose result may be known. */
	private final Queue<PipelinedExchange> signalled = new ConcurrentLinkedQueue<>();

	/** The size of the finished replies that have not been written, in bytes. */
	private final AtomicInteger unwritten = new AtomicInteger();

	/** The connection's thread. */
	private @Nullable Thread thread;

	/** The connection's thread while it waits for a result and does not read. */
	private volatile @Nullable Thread parked;

	/**
	 * The outcome of requests that are finished when the connection's thread writes no
	 * further reply; {@code null} before.
	 */
	private volatile @Nullable String lateOutcome;

	/**
	 * Begin to serve requests. Called by the connection's thread.
	 */
	void begin() {
		this.thread = Thread.currentThread();
	}

	/**
	 * Stop serving requests. Called by the connection's thread.
	 */
	void end() {
		this.thread = null;
	}

	ReplyEncoder encoder() {
		return this.encoder;
	}

	Thread newThread(PipelinedExchange exchange) {
		return this.listener.requests().pipeline().threads().newThread(exchange);
	}

	Set<PipelinedExchange> open() {
		return this.open;
	}

	/**
	 * Whether no further request may be read. Called by the connection's thread.
	 */
	boolean isFull() {
		return this.open.size() >= this.listener.requests().pipeline().depth() || this.unwritten.get() >= MAX_UNWRITTEN;
	}

	/**
	 * Charge the finished reply of a request to the budget until it is removed.
	 * @return the reply, or {@link EncodedReply#NO_MEMORY}
	 */
	EncodedReply charge(PipelinedExchange exchange, EncodedReply reply) {
		MemoryBudget budget = this.listener.resources().memory();
		int size = reply.size();
		if (budget.isWorthCounting(size)) {
			if (!budget.tryTake(MemoryKind.REPLIES, size)) {
				return EncodedReply.NO_MEMORY;
			}
			exchange.recordCharge(size);
		}
		this.unwritten.addAndGet(size);
		return reply;
	}

	/**
	 * Remove a finished request with its reply.
	 * @return {@code false} if another thread has done so
	 */
	boolean remove(PipelinedExchange exchange, EncodedReply reply) {
		if (!this.open.remove(exchange)) {
			return false;
		}
		this.unwritten.addAndGet(-reply.size());
		int charge = exchange.charge();
		if (charge > 0) {
			this.listener.resources().memory().release(MemoryKind.REPLIES, charge);
		}
		return true;
	}

	/**
	 * Have the connection's thread look at a request.
	 */
	void signal(PipelinedExchange exchange) {
		this.signalled.add(exchange);
		if (this.lateOutcome != null) {
			discardSignalled();
		}
		else if (Thread.currentThread() != this.thread) {
			LockSupport.unpark(this.parked);
			this.streams.input().nudge();
		}
	}

	boolean isSignalled() {
		return !this.signalled.isEmpty();
	}

	@Nullable PipelinedExchange poll() {
		return this.signalled.poll();
	}

	/**
	 * End the requests in progress, because the connection is closed or will be.
	 * @param interrupts whether their targets are interrupted
	 * @param outcome their outcome
	 */
	void disconnect(boolean interrupts, String outcome) {
		for (PipelinedExchange exchange : this.open) {
			if (exchange.disconnect(interrupts)) {
				try {
					this.journal.countDisconnect(exchange, outcome);
				}
				finally {
					exchange.settle();
				}
			}
		}
	}

	/**
	 * Write no further reply. Requests that are finished, now or later, are discarded.
	 * Called by the connection's thread.
	 * @param outcome the outcome of these requests
	 */
	void close(String outcome) {
		this.lateOutcome = outcome;
		discardSignalled();
		this.open.forEach(this::discard);
	}

	private void discardSignalled() {
		PipelinedExchange exchange = this.signalled.poll();
		while (exchange != null) {
			discard(exchange);
			exchange = this.signalled.poll();
		}
	}

	private void discard(PipelinedExchange exchange) {
		if (!exchange.isFinishedUnwritten()) {
			return;
		}
		EncodedReply reply = exchange.reply();
		String outcome = this.lateOutcome;
		if (remove(exchange, (reply != null) ? reply : EncodedReply.NONE) && outcome != null
				&& !exchange.isDisconnected()) {
			this.journal.countDisconnect(exchange, outcome);
			exchange.release();
		}
	}

	/**
	 * Wait for a signal. Called by the connection's thread, while it does not read.
	 * @param nanos the longest time to wait, or 0 for no limit: a timed park costs more
	 */
	void park(long nanos) {
		this.parked = Thread.currentThread();
		if (this.signalled.isEmpty()) {
			if (nanos == 0) {
				LockSupport.park(this);
			}
			else {
				LockSupport.parkNanos(this, nanos);
			}
			// a park returns at once while the interrupt flag is set
			Thread.interrupted();
		}
		this.parked = null;
		this.streams.input().awaitProbe();
	}

	/**
	 * Whether the client has reset the connection, as far as this can be seen while its
	 * thread does not read. Called by the sweeper.
	 */
	boolean isReset() {
		return this.parked != null && this.streams.input().isReset(() -> this.parked != null);
	}

}

package io.sluice.process;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * The connections that wait for room in the budget, the longest wait first. Any thread.
 */
final class MemoryQueue {

	/** The connections that wait for room. */
	private final Queue<MemoryWaiter> waiting = new ConcurrentLinkedQueue<>();

	/**
	 * The connections that wait to end a request. The reserve is for these only.
	 */
	private final Queue<MemoryWaiter> waitingToEnd = new ConcurrentLinkedQueue<>();

	/** The bytes that all waits need, also those outside the queue. */
	private final AtomicLong wanted = new AtomicLong();

	/**
	 * The bytes that all waits need.
	 */
	long wanted() {
		return this.wanted.get();
	}

	/**
	 * Count the bytes of a wait outside the queue.
	 * @param bytes the number of bytes, negative at the end of the wait
	 */
	void addWanted(long bytes) {
		this.wanted.addAndGet(bytes);
	}

	/**
	 * Whether no other connection waits.
	 */
	boolean isTurnOf(MemoryWaiter waiter) {
		MemoryWaiter first = this.waiting.peek();
		return first == null || first == waiter;
	}

	void add(MemoryWaiter waiter, MemoryKind kind, long bytes) {
		addWanted(bytes);
		queue(kind).add(waiter);
	}

	void remove(MemoryWaiter waiter, MemoryKind kind, long bytes) {
		queue(kind).remove(waiter);
		addWanted(-bytes);
		wakeFirst();
	}

	private Queue<MemoryWaiter> queue(MemoryKind kind) {
		return (kind == MemoryKind.PAYLOADS) ? this.waitingToEnd : this.waiting;
	}

	/**
	 * Wake the connections that have waited longest, because there may be room.
	 */
	void wakeFirst() {
		if (this.wanted.get() > 0) {
			wake(this.waitingToEnd.peek());
			wake(this.waiting.peek());
		}
	}

	private static void wake(@Nullable MemoryWaiter first) {
		if (first != null) {
			first.wake();
		}
	}

}

package io.sluice.connection;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * The pushes of one session that wait, in their order, the one that is being written, and
 * whether a thread is on the way to write them. Any thread.
 */
final class WaitingPushes {

	/** The bytes that may wait; a single push may be longer. */
	private static final int MAX_BYTES = 256 * 1024;

	private final Deque<Push> waiting = new ArrayDeque<>(4);

	private int bytes;

	/** The number of pushes that wait; for threads without the monitor. */
	private volatile int count;

	/** Whether a thread writes what is added, or is about to. */
	private boolean scheduled;

	private boolean closed;

	/** The push that is being written. */
	private volatile @Nullable Push current;

	/**
	 * Add a push behind the others.
	 * @param maxPending the number of pushes that may wait
	 */
	synchronized Added add(Push push, int maxPending) {
		int length = push.frame().bytes().length;
		if (this.closed) {
			return Added.CLOSED;
		}
		if (this.count >= maxPending || (this.count > 0 && this.bytes + length > MAX_BYTES)) {
			return Added.FULL;
		}
		this.waiting.add(push);
		this.bytes += length;
		this.count = this.waiting.size();
		if (this.scheduled) {
			return Added.BEHIND;
		}
		this.scheduled = true;
		return Added.FIRST;
	}

	/**
	 * Take the first push, to write it.
	 * @return {@code null} if none waits
	 */
	synchronized @Nullable Push poll() {
		Push push = this.waiting.peek();
		if (push != null) {
			// first, because readers do not hold the monitor
			this.current = push;
			this.waiting.remove();
			recordRemoval(push);
		}
		return push;
	}

	/**
	 * Put back a push that was taken and of which nothing was written.
	 */
	synchronized void putBack(Push push) {
		this.waiting.addFirst(push);
		this.bytes += push.frame().bytes().length;
		this.count = this.waiting.size();
		this.current = null;
	}

	/**
	 * Record that the push that was taken has ended.
	 */
	void endCurrent() {
		this.current = null;
	}

	/**
	 * The push that is being written.
	 */
	@Nullable Push current() {
		return this.current;
	}

	private void recordRemoval(Push push) {
		this.bytes -= push.frame().bytes().length;
		this.count = this.waiting.size();
	}

	/**
	 * Remove a push.
	 * @return {@code false} if it does not wait
	 */
	synchronized boolean remove(Push push) {
		boolean removed = this.waiting.remove(push);
		if (removed) {
			recordRemoval(push);
		}
		return removed;
	}

	boolean isEmpty() {
		return this.count == 0;
	}

	int size() {
		return this.count;
	}

	/**
	 * The number of pushes that may not be written yet, including the one that is being
	 * written: it may be put back.
	 */
	int unwritten() {
		return (this.count == 0 && this.current == null) ? 0 : countUnwritten();
	}

	private synchronized int countUnwritten() {
		return this.count + ((this.current != null) ? 1 : 0);
	}

	synchronized Push[] snapshot() {
		return this.waiting.toArray(Push[]::new);
	}

	/**
	 * Whether there is no push left, so that the thread that writes may end.
	 */
	synchronized boolean finish() {
		this.scheduled = this.count > 0;
		return !this.scheduled;
	}

	/**
	 * Record that no thread is on the way to write.
	 */
	synchronized void unschedule() {
		this.scheduled = false;
	}

	/**
	 * Take no further push.
	 */
	synchronized void close() {
		this.closed = true;
	}

	/** What became of a push that was to wait. */
	enum Added {

		/** No thread is on the way: the caller has it written. */
		FIRST,
		/** A thread is on the way to write it. */
		BEHIND,
		/** Too many wait. */
		FULL,
		/** No more are taken. */
		CLOSED

	}

}

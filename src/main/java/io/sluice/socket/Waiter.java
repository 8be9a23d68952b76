package io.sluice.socket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * How a thread waits for a socket to be ready for one kind of operation. The poller goes
 * on looking for that while no thread waits, and stops only where it finds it then: a
 * client that sends when it has its reply costs no call of the system beside those that
 * read and write. One thread waits at a time.
 */
final class Waiter {

	/** The poller looks; no thread waits. */
	private static final int WATCHED = 0;

	/** The poller looks, or soon does; a thread waits. */
	private static final int AWAITED = 1;

	/** The poller does not look. */
	private static final int UNWATCHED = 2;

	private static final int CLOSED = 3;

	private static final VarHandle STATE;

	static {
		try {
			STATE = MethodHandles.lookup().findVarHandle(Waiter.class, "state", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final int operation;

	private volatile int state = UNWATCHED;

	/** Written before the state says that it waits, and read after. */
	private @Nullable Thread thread;

	/** Whether others come first; written and read as the thread is. */
	private boolean yielding;

	/** Whether the poller has it among those that yield. Used by the poller alone. */
	private boolean queued;

	/**
	 * Wait for one kind of operation.
	 * @param operation a {@link SelectionKey}'s
	 */
	Waiter(int operation) {
		this.operation = operation;
	}

	/**
	 * Wait until the socket is ready, or closed. An interrupt does not end the wait, and
	 * is kept.
	 * @param key the socket's
	 * @param selector the poller's
	 * @param deadline until when at most, a {@link System#nanoTime()}, or 0 for as long
	 * as it takes
	 * @param newYielding whether others that are ready come first
	 * @throws SocketTimeoutException if it took longer
	 */
	void await(SelectionKey key, WakeableSelector selector, long deadline, boolean newYielding)
			throws SocketTimeoutException {
		this.thread = Thread.currentThread();
		this.yielding = newYielding;
		if (!STATE.compareAndSet(this, WATCHED, AWAITED) && STATE.compareAndSet(this, UNWATCHED, AWAITED)) {
			watch(key, selector);
		}
		boolean interrupted = false;
		try {
			while (this.state == AWAITED) {
				park(deadline);
				interrupted |= Thread.interrupted();
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private void park(long deadline) throws SocketTimeoutException {
		if (deadline == 0) {
			LockSupport.park();
			return;
		}
		long left = deadline - System.nanoTime();
		if (left > 0) {
			LockSupport.parkNanos(left);
		}
		else if (STATE.compareAndSet(this, AWAITED, WATCHED)) {
			throw new SocketTimeoutException("Read timed out");
		}
	}

	/**
	 * The socket is ready. Called by the poller.
	 * @param key the socket's
	 * @return what has become of a thread that waits
	 */
	Readiness ready(SelectionKey key) {
		if (this.state == AWAITED && this.yielding) {
			return this.queued ? Readiness.NOTHING : Readiness.YIELDS;
		}
		if (wake()) {
			return Readiness.WOKEN;
		}
		key.interestOpsAnd(~this.operation);
		if (!STATE.compareAndSet(this, WATCHED, UNWATCHED) && isAwaitedOrWas()) {
			// since a moment ago: the next look finds it ready still
			key.interestOpsOr(this.operation);
		}
		return Readiness.NOTHING;
	}

	/**
	 * A thread that has been woken meanwhile counts on being watched, too.
	 */
	private boolean isAwaitedOrWas() {
		int current = this.state;
		return current == AWAITED || current == WATCHED;
	}

	/**
	 * Whether the poller has found the socket ready since a thread last waited, or has
	 * never looked. Any thread.
	 */
	boolean isUnwatched() {
		return this.state == UNWATCHED;
	}

	/**
	 * The poller has it in its queue. Called by the poller.
	 */
	void setQueued() {
		this.queued = true;
	}

	/**
	 * It has waited for others. Called by the poller.
	 */
	void takeTurn() {
		this.queued = false;
		wake();
	}

	/**
	 * Let a thread that waits look at the socket again. Any thread.
	 * @return {@code false} where none waits
	 */
	boolean wake() {
		boolean awaited = STATE.compareAndSet(this, AWAITED, WATCHED);
		if (awaited) {
			LockSupport.unpark(this.thread);
		}
		return awaited;
	}

	/**
	 * The socket is closed: end a wait. Any thread.
	 */
	void close() {
		// a full fence: either the thread is seen here, or the state there
		STATE.getAndSet(this, CLOSED);
		LockSupport.unpark(this.thread);
	}

	private void watch(SelectionKey key, WakeableSelector selector) {
		try {
			key.interestOpsOr(this.operation);
			selector.wake();
		}
		catch (CancelledKeyException ex) {
			// closed, maybe by a thread that does not know of this waiter yet
			this.state = CLOSED;
		}
	}

	/**
	 * What has become of a thread that waits for a socket which is ready.
	 */
	enum Readiness {

		/** It was woken. */
		WOKEN,

		/** It waits on, for its turn, and is not in the queue yet. */
		YIELDS,

		/** It is in the queue, or there is none. */
		NOTHING

	}

}

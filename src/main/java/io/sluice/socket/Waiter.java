package io.sluice.socket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A thread's wait until a socket is ready for one kind of operation. The poller keeps its
 * interest in the operation while no thread waits, and drops it only when it then finds
 * the socket ready twice in a row. A client that sends its next request after its reply,
 * and one that sends it a moment before, therefore cost no system call besides the read
 * and the write. One thread at a time waits.
 */
final class Waiter {

	/** The poller is interested; no thread waits. */
	private static final int WATCHED = 0;

	/** The poller is interested, or soon will be; a thread waits. */
	private static final int AWAITED = 1;

	/**
	 * The poller is interested, and has found the socket ready; no thread waits.
	 */
	private static final int READY = 2;

	/** The poller is not interested. */
	private static final int UNWATCHED = 3;

	private static final int CLOSED = 4;

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

	/**
	 * The waiting thread; written before the state {@link #AWAITED}, and read after it.
	 */
	private @Nullable Thread thread;

	/** Whether other threads come first; written and read together with the thread. */
	private boolean yielding;

	/**
	 * Whether a wait must return, also one that has not begun yet. Cleared by the wait
	 * that returns.
	 */
	private volatile boolean nudged;

	/** Whether the waiter is in the poller's queue. Used by the poller only. */
	private boolean queued;

	/**
	 * Create a waiter.
	 * @param operation an operation of {@link SelectionKey}
	 */
	Waiter(int operation) {
		this.operation = operation;
	}

	/**
	 * Wait until the socket is ready or closed. An interrupt does not end the wait; the
	 * flag is restored afterwards.
	 * @param key the socket's key
	 * @param selector the poller's selector
	 * @param deadline the {@link System#nanoTime()} at which the wait ends, or 0 for no
	 * deadline
	 * @param newYielding whether other threads that are ready come first
	 * @return {@code false} if a nudge has ended the wait
	 * @throws SocketTimeoutException if the deadline has passed
	 */
	boolean await(SelectionKey key, WakeableSelector selector, long deadline, boolean newYielding)
			throws SocketTimeoutException {
		this.thread = Thread.currentThread();
		this.yielding = newYielding;
		beginWait(key, selector);
		if (this.nudged) {
			wake();
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
		if (!this.nudged) {
			return true;
		}
		this.nudged = false;
		return false;
	}

	private void beginWait(SelectionKey key, WakeableSelector selector) {
		if (!STATE.compareAndSet(this, WATCHED, AWAITED) && !STATE.compareAndSet(this, READY, AWAITED)
				&& STATE.compareAndSet(this, UNWATCHED, AWAITED)) {
			watch(key, selector);
		}
	}

	/**
	 * Whether the poller has found the socket ready since a thread last waited or called
	 * this, and still is interested. A thread that calls it and uses the socket need not
	 * wait first.
	 */
	boolean takeReady() {
		return this.state == READY && STATE.compareAndSet(this, READY, WATCHED);
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
	 * @param key the socket's key
	 * @return the effect on a thread that waits
	 */
	Effect ready(SelectionKey key) {
		if (this.state == AWAITED && this.yielding) {
			return this.queued ? Effect.NOTHING : Effect.YIELDS;
		}
		if (wake()) {
			return Effect.WOKEN;
		}
		if (STATE.compareAndSet(this, WATCHED, READY)) {
			return Effect.NOTHING;
		}
		key.interestOpsAnd(~this.operation);
		if (!STATE.compareAndSet(this, READY, UNWATCHED) && isAwaitedOrWas()) {
			// the interest was dropped a moment ago: the next select finds the socket
			// still ready
			key.interestOpsOr(this.operation);
		}
		return Effect.NOTHING;
	}

	/**
	 * Whether a thread waits, or has been woken in the meantime: that thread relies on
	 * the poller's interest, too.
	 */
	private boolean isAwaitedOrWas() {
		int current = this.state;
		return current == AWAITED || current == WATCHED;
	}

	/**
	 * Whether the poller has found the socket ready since a thread last waited, or has
	 * never polled it. Any thread.
	 */
	boolean mayBeReady() {
		return this.state == READY || isUnwatched();
	}

	/**
	 * Whether the next wait must register its interest with the poller. Any thread.
	 */
	boolean isUnwatched() {
		return this.state == UNWATCHED;
	}

	/**
	 * Record that the waiter is in the poller's queue. Called by the poller.
	 */
	void setQueued() {
		this.queued = true;
	}

	/**
	 * Wake the thread, because its turn has come. Called by the poller.
	 */
	void takeTurn() {
		this.queued = false;
		wake();
	}

	/**
	 * Wake a thread that waits. Any thread.
	 * @return {@code false} if no thread waits
	 */
	boolean wake() {
		boolean awaited = STATE.compareAndSet(this, AWAITED, WATCHED);
		if (awaited) {
			LockSupport.unpark(this.thread);
		}
		return awaited;
	}

	/**
	 * Wake the thread that waits, or have the next wait return at once. Any thread.
	 */
	void nudge() {
		// the waiting thread sees the nudge, or this thread sees its state
		this.nudged = true;
		wake();
	}

	/**
	 * End a wait, because the socket is closed. Any thread.
	 */
	void close() {
		// a full fence: this thread sees the waiting thread, or the waiting thread sees
		// the state
		STATE.getAndSet(this, CLOSED);
		LockSupport.unpark(this.thread);
	}

	private void watch(SelectionKey key, WakeableSelector selector) {
		try {
			key.interestOpsOr(this.operation);
			selector.wake();
		}
		catch (CancelledKeyException ex) {
			// closed, possibly by a thread that did not know this waiter yet
			this.state = CLOSED;
		}
	}

	/**
	 * What has happened to a thread that waits for a ready socket.
	 */
	enum Effect {

		/** The thread has been woken. */
		WOKEN,

		/** The thread yields and must be queued for its turn. */
		YIELDS,

		/** The thread is already queued, or no thread waits. */
		NOTHING

	}

}

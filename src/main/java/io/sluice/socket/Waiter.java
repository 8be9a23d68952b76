package io.sluice.socket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.locks.LockSupport;

/**
 * A wait until a socket is ready for one kind of operation: of a thread, or of a listener
 * that is then called. The poller keeps its interest in the operation while nothing
 * waits, and drops it only when it then finds the socket ready twice in a row. A client
 * that sends its next request after its reply, and one that sends it a moment before,
 * therefore cost no system call besides the read and the write. One thread or listener at
 * a time waits.
 */
final class Waiter {

	private static final VarHandle STATE;

	static {
		try {
			STATE = MethodHandles.lookup().findVarHandle(Waiter.class, "state", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** The states in which nothing waits. */
	private enum Unawaited {

		/** The poller is interested. */
		WATCHED,

		/** The poller is interested, and has found the socket ready. */
		READY,

		/** The poller is not interested. */
		UNWATCHED,

		/** The socket is closed. */
		CLOSED

	}

	private final int operation;

	/**
	 * An {@link Unawaited}; or the {@link Thread} or {@link InputListener} that waits,
	 * while the poller is interested, or soon will be.
	 */
	private volatile Object state = Unawaited.UNWATCHED;

	/**
	 * Whether other threads come first; written before the state is a thread or listener,
	 * and read after it.
	 */
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
		Thread current = Thread.currentThread();
		this.yielding = newYielding;
		beginWait(current, key, selector);
		if (this.nudged) {
			wake();
		}
		boolean interrupted = false;
		try {
			while (this.state == current) {
				park(current, deadline);
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

	/**
	 * Have a listener called once, when the socket is ready or closed, or at a nudge,
	 * possibly before this method returns.
	 * @param listener the listener
	 * @param key the socket's key
	 * @param selector the poller's selector
	 * @return {@code false} if the socket is closed, or has been nudged before: the
	 * listener is not called
	 */
	boolean await(InputListener listener, SelectionKey key, WakeableSelector selector) {
		this.yielding = false;
		if (!beginWait(listener, key, selector)) {
			return false;
		}
		if (this.nudged && STATE.compareAndSet(this, listener, Unawaited.WATCHED)) {
			this.nudged = false;
			return false;
		}
		return true;
	}

	/**
	 * @return {@code false} if the socket is closed, and nothing waits
	 */
	private boolean beginWait(Object waiting, SelectionKey key, WakeableSelector selector) {
		if (STATE.compareAndSet(this, Unawaited.WATCHED, waiting)
				|| STATE.compareAndSet(this, Unawaited.READY, waiting)) {
			return true;
		}
		return STATE.compareAndSet(this, Unawaited.UNWATCHED, waiting) && watch(waiting, key, selector);
	}

	/**
	 * Whether the poller has found the socket ready since a thread last waited or called
	 * this, and still is interested. A thread that calls it and uses the socket need not
	 * wait first.
	 */
	boolean takeReady() {
		return this.state == Unawaited.READY && STATE.compareAndSet(this, Unawaited.READY, Unawaited.WATCHED);
	}

	private void park(Thread current, long deadline) throws SocketTimeoutException {
		if (deadline == 0) {
			LockSupport.park();
			return;
		}
		long left = deadline - System.nanoTime();
		if (left > 0) {
			LockSupport.parkNanos(left);
		}
		else if (STATE.compareAndSet(this, current, Unawaited.WATCHED)) {
			throw new SocketTimeoutException("Read timed out");
		}
	}

	/**
	 * The socket is ready. Called by the poller.
	 * @param key the socket's key
	 * @return the effect on what waits
	 */
	Effect ready(SelectionKey key) {
		if (isAwaited() && this.yielding) {
			return this.queued ? Effect.NOTHING : Effect.YIELDS;
		}
		if (wake()) {
			return Effect.WOKEN;
		}
		if (STATE.compareAndSet(this, Unawaited.WATCHED, Unawaited.READY)) {
			return Effect.NOTHING;
		}
		key.interestOpsAnd(~this.operation);
		if (!STATE.compareAndSet(this, Unawaited.READY, Unawaited.UNWATCHED) && isAwaitedOrWas()) {
			// the interest was dropped a moment ago: the next select finds the socket
			// still ready
			key.interestOpsOr(this.operation);
		}
		return Effect.NOTHING;
	}

	/**
	 * Whether something waits, or has been woken in the meantime: it relies on the
	 * poller's interest, too.
	 */
	private boolean isAwaitedOrWas() {
		Object current = this.state;
		return current == Unawaited.WATCHED || !(current instanceof Unawaited);
	}

	private boolean isAwaited() {
		return !(this.state instanceof Unawaited);
	}

	/**
	 * Whether the poller has found the socket ready since a thread last waited, or has
	 * never polled it. Any thread.
	 */
	boolean mayBeReady() {
		return this.state == Unawaited.READY || isUnwatched();
	}

	/**
	 * Whether the next wait must register its interest with the poller. Any thread.
	 */
	boolean isUnwatched() {
		return this.state == Unawaited.UNWATCHED;
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
	 * Wake what waits. Any thread.
	 * @return {@code false} if nothing waits
	 */
	boolean wake() {
		Object waiting = this.state;
		while (!(waiting instanceof Unawaited)) {
			if (STATE.compareAndSet(this, waiting, Unawaited.WATCHED)) {
				resume(waiting);
				return true;
			}
			waiting = this.state;
		}
		return false;
	}

	private static void resume(Object waiting) {
		if (waiting instanceof Thread thread) {
			LockSupport.unpark(thread);
		}
		else if (waiting instanceof InputListener listener) {
			listener.inputReady();
		}
	}

	/**
	 * Wake what waits, or have the next wait return at once. Any thread.
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
		resume(STATE.getAndSet(this, Unawaited.CLOSED));
	}

	/**
	 * @return {@code false} if the socket is closed, and nothing waits
	 */
	private boolean watch(Object waiting, SelectionKey key, WakeableSelector selector) {
		try {
			key.interestOpsOr(this.operation);
			selector.wake();
			return true;
		}
		catch (CancelledKeyException ex) {
			// closed, possibly by a thread that did not know this waiter yet; another
			// thread that has taken what waits wakes it
			return !STATE.compareAndSet(this, waiting, Unawaited.CLOSED);
		}
	}

	/**
	 * What has happened to what waits for a ready socket.
	 */
	enum Effect {

		/** It has been woken. */
		WOKEN,

		/** The thread yields and must be queued for its turn. */
		YIELDS,

		/** The thread is already queued, or nothing waits. */
		NOTHING

	}

}

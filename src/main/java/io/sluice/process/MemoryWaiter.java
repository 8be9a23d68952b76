package io.sluice.process;

import java.net.SocketException;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A thread's wait for room in the budget. It is woken to look again, and never told that
 * there is room: another thread may have been quicker. Used by the connection's thread
 * unless a method says otherwise.
 * <p>
 * Extended and not held by the account of each connection, which would cost an object
 * more.
 */
abstract class MemoryWaiter {

	private volatile @Nullable Thread thread;

	private volatile boolean signalled;

	private volatile boolean closed;

	MemoryWaiter() {
	}

	/**
	 * From now on it can be woken.
	 */
	final void beginWait() {
		this.thread = Thread.currentThread();
	}

	final void endWait() {
		this.thread = null;
	}

	/**
	 * Called before each look: what changes after it ends the park that follows.
	 */
	final void clearSignal() {
		this.signalled = false;
	}

	/**
	 * Wait until woken. An interrupt does not end the wait, and is kept.
	 * @throws SocketException if it is closed meanwhile
	 */
	final void park() throws SocketException {
		boolean interrupted = false;
		while (!this.signalled && !this.closed) {
			LockSupport.park(this);
			interrupted |= Thread.interrupted();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		if (this.closed) {
			throw new SocketException("Socket closed");
		}
	}

	/**
	 * Let a wait look again at whether there is room, and at what is done before. Any
	 * thread.
	 */
	public final void wake() {
		Thread waiting = this.thread;
		this.signalled = true;
		LockSupport.unpark(waiting);
	}

	/**
	 * The socket is closed: end a wait. Any thread.
	 */
	public final void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
	}

}

package io.sluice.process;

import java.net.SocketException;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A thread's wait for room in the budget. A wake-up only means that the thread must check
 * again, because another thread may have taken the room. Used by the connection's thread
 * unless a method says otherwise.
 * <p>
 * The account of a connection extends this class: a separate object would cost memory for
 * each connection.
 */
abstract class MemoryWaiter {

	private volatile @Nullable Thread thread;

	private volatile boolean signalled;

	private volatile boolean closed;

	MemoryWaiter() {
	}

	/**
	 * Begin a wait: from now on, the thread can be woken.
	 */
	final void beginWait() {
		this.thread = Thread.currentThread();
	}

	final void endWait() {
		this.thread = null;
	}

	/**
	 * Clear the signal before a check. A change after the check ends the park that
	 * follows.
	 */
	final void clearSignal() {
		this.signalled = false;
	}

	/**
	 * Wait until woken. An interrupt does not end the wait; the flag is restored
	 * afterwards.
	 * @throws SocketException if the account is closed in the meantime
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
	 * Make a waiting thread check again for room, and run its actions again. Any thread.
	 */
	public final void wake() {
		Thread waiting = this.thread;
		this.signalled = true;
		LockSupport.unpark(waiting);
	}

	/**
	 * End a wait, because the socket is closed. Any thread.
	 */
	public final void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
	}

}

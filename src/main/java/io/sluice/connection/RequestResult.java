package io.sluice.connection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

import io.sluice.socket.PolledSocket;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * The result of one request. The first thread that sets it decides how the request ends:
 * the target with a reply or a failure, the sweeper at the deadline, or the thread that
 * closes the connection. The connection's thread waits for the result.
 */
abstract class RequestResult {

	private static final VarHandle RESULT;

	static {
		try {
			RESULT = MethodHandles.lookup().findVarHandle(RequestResult.class, "result", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** The connection's thread. */
	private final Thread thread = Thread.currentThread();

	/**
	 * A {@link Message} that has not been taken, a {@link RequestEnd}, or the
	 * {@link OutstandingRequest} of a request that another thread has ended.
	 */
	private volatile @Nullable Object result;

	/** Whether the target's send has returned, although the request had already ended. */
	private volatile boolean returned;

	/**
	 * Whether the sweeper probes the socket on behalf of the connection's thread.
	 */
	private volatile boolean probed;

	/** Whether the thread that ended the request is done with the connection's thread. */
	private volatile boolean settled;

	final Thread thread() {
		return this.thread;
	}

	/**
	 * Set a reply or a failure. Any thread.
	 * @return {@code false} if there already is a result
	 */
	final boolean offer(Message<?> message) {
		if (!RESULT.compareAndSet(this, null, message)) {
			return false;
		}
		if (Thread.currentThread() != this.thread) {
			LockSupport.unpark(this.thread);
		}
		return true;
	}

	/**
	 * End the request from another thread, unless it has ended.
	 * @param outstanding keeps the place of the request until its target has completed
	 * @return the reply or failure that is dropped because it had not been taken; {@code
	 * outstanding} if there was none; {@code null} if the request had already ended
	 */
	final @Nullable Object end(OutstandingRequest outstanding) {
		Object current = this.result;
		while (!isEnded(current)) {
			if (RESULT.compareAndSet(this, current, outstanding)) {
				return (current != null) ? current : outstanding;
			}
			current = this.result;
		}
		return null;
	}

	/**
	 * Whether the request has ended, so that a reply comes too late. Any thread.
	 */
	public final boolean isEnded() {
		return isEnded(this.result);
	}

	private static boolean isEnded(@Nullable Object result) {
		return result instanceof RequestEnd || result instanceof OutstandingRequest;
	}

	/**
	 * The outstanding request, or {@code null} if no other thread has ended the request.
	 */
	final @Nullable OutstandingRequest outstanding() {
		return (this.result instanceof OutstandingRequest outstanding) ? outstanding : null;
	}

	/**
	 * Whether another thread has ended the request: its place is released when its target
	 * has completed.
	 */
	final boolean isOutstanding() {
		return this.result instanceof OutstandingRequest;
	}

	/**
	 * Whether the request needs no further work, as far as is known without a wait.
	 */
	final boolean isOver() {
		Object current = this.result;
		return current instanceof RequestEnd || (current instanceof OutstandingRequest && this.returned);
	}

	/**
	 * Whether the request was ended at its deadline, and its target has not returned.
	 */
	final boolean isRunningLate() {
		return !this.returned && this.result instanceof OutstandingRequest outstanding
				&& outstanding.requestEnd() == RequestEnd.EXPIRED;
	}

	/**
	 * Whether the target's send has returned after an end from outside. Used by the
	 * connection's thread.
	 */
	final boolean hasReturned() {
		return this.returned;
	}

	/**
	 * Wait for the result. Called by the connection's thread after the target's send has
	 * returned.
	 * @return the reply, an {@link org.springframework.messaging.support.ErrorMessage},
	 * or the {@link RequestEnd}
	 */
	final Object await() {
		Object current = take();
		while (current == null) {
			park();
			current = take();
		}
		if (current instanceof OutstandingRequest outstanding) {
			this.returned = true;
			leaveTarget(outstanding);
			while (!this.settled) {
				park();
			}
			current = outstanding.requestEnd();
		}
		awaitProbe();
		// whichever thread set the flag, it was not meant for the target of the next
		// request
		Thread.interrupted();
		return current;
	}

	/**
	 * Whether a reply may come after the target's send has returned. Called by the
	 * connection's thread.
	 */
	abstract boolean isReplyAwaited();

	/**
	 * Record that the target's send has returned. Called by the connection's thread.
	 * @param outstanding the outstanding request
	 */
	abstract void leaveTarget(OutstandingRequest outstanding);

	/**
	 * Take the result if there is one, or end the request without a reply.
	 */
	private @Nullable Object take() {
		while (true) {
			Object current = this.result;
			if (isEnded(current)) {
				return current;
			}
			if (current != null) {
				if (RESULT.compareAndSet(this, current, RequestEnd.REPLIED)) {
					return current;
				}
			}
			else if (isReplyAwaited()) {
				return null;
			}
			else if (RESULT.compareAndSet(this, null, RequestEnd.NO_REPLY)) {
				return RequestEnd.NO_REPLY;
			}
		}
	}

	private void park() {
		// a park returns at once while the interrupt flag is set
		Thread.interrupted();
		LockSupport.park(this);
	}

	/**
	 * Let the connection's thread go on; it is not interrupted afterwards. Called after
	 * {@link #end} by the same thread.
	 */
	final void settle() {
		this.settled = true;
		LockSupport.unpark(this.thread);
	}

	/**
	 * Whether the client has reset the connection while the connection's thread runs the
	 * target or waits for the result. Called by the sweeper.
	 * @param socket the connection's socket
	 */
	final boolean isReset(PolledSocket socket) {
		if (!socket.mayHaveInput()) {
			return false;
		}
		// publish the probe first: the connection's thread publishes its return before it
		// checks for a probe
		this.probed = true;
		try {
			return !isOver() && socket.isReset();
		}
		finally {
			this.probed = false;
		}
	}

	/**
	 * Wait for a probe to end: the byte that it reads comes before the bytes that the
	 * connection's thread reads next. A probe does not block.
	 */
	// yield to the sweeper, which may wait for a processor
	@SuppressWarnings("ThreadPriorityCheck")
	private void awaitProbe() {
		while (this.probed) {
			Thread.yield();
		}
	}

}

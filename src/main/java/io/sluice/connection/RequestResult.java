package io.sluice.connection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

import io.sluice.socket.PolledSocket;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * The result of one request. Whichever thread first sets it decides what becomes of the
 * request: the target with a reply or a failure, the sweeper at the deadline, or the
 * thread that closes the connection. The connection's thread waits for it.
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

	/** The connection's, on which the request was begun. */
	private final Thread thread = Thread.currentThread();

	/**
	 * A {@link Message} that has not been taken, a {@link RequestEnd}, or what is
	 * outstanding after an end from outside.
	 */
	private volatile @Nullable Object result;

	/** Whether the target's send has returned although the request was ended. */
	private volatile boolean returned;

	/**
	 * Whether the sweeper looks at the socket in the place of the connection's thread.
	 */
	private volatile boolean probed;

	/** Whether the thread that ended the request from outside is done with this one. */
	private volatile boolean settled;

	final Thread thread() {
		return this.thread;
	}

	/**
	 * Set a reply or a failure. Any thread.
	 * @return {@code false} where there is a result
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
	 * End the request from outside, unless it has ended.
	 * @param outstanding keeps its place until its target has completed
	 * @return the reply or failure that had not been taken, which is dropped;
	 * {@code outstanding} where there was none, and {@code null} where the request had
	 * ended
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
	 * Whether a reply comes too late. Any thread.
	 */
	final boolean isEnded() {
		return isEnded(this.result);
	}

	private static boolean isEnded(@Nullable Object result) {
		return result instanceof RequestEnd || result instanceof OutstandingRequest;
	}

	/**
	 * What keeps its place, or {@code null} where it has not been ended from outside.
	 */
	final @Nullable OutstandingRequest outstanding() {
		return (this.result instanceof OutstandingRequest outstanding) ? outstanding : null;
	}

	/**
	 * Whether it has been ended from outside: its place is given back when its target has
	 * completed.
	 */
	final boolean isOutstanding() {
		return this.result instanceof OutstandingRequest;
	}

	/**
	 * Whether nothing is done for it any more, as far as is known without waiting.
	 */
	final boolean isOver() {
		Object current = this.result;
		return current instanceof RequestEnd || (current instanceof OutstandingRequest && this.returned);
	}

	/**
	 * Whether it has been ended at its deadline, and its target has not returned since.
	 */
	final boolean isRunningLate() {
		return !this.returned && this.result instanceof OutstandingRequest outstanding
				&& outstanding.end() == RequestEnd.EXPIRED;
	}

	/**
	 * Wait for the result; called by the connection's thread once the target's send has
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
			current = outstanding.end();
		}
		awaitProbe();
		// whoever set it: it was not meant for the next request's target
		Thread.interrupted();
		return current;
	}

	/**
	 * Whether a reply may come after the target's send has returned. Asked by the
	 * connection's thread.
	 */
	abstract boolean isReplyAwaited();

	/**
	 * Note that the target's send has returned. Called by the connection's thread.
	 * @param outstanding what keeps the request's place
	 */
	abstract void leaveTarget(OutstandingRequest outstanding);

	/**
	 * Take the result if there is one, or say that there will be none.
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
		// with the flag set a park would return at once, every time
		Thread.interrupted();
		LockSupport.park(this);
	}

	/**
	 * Let the connection's thread go on: it is interrupted no more. Called after an
	 * {@link #end} by the thread that made it.
	 */
	final void settle() {
		this.settled = true;
		LockSupport.unpark(this.thread);
	}

	/**
	 * Whether the client has reset the connection while its thread is with the target, or
	 * waits for the result. Called by the sweeper.
	 * @param socket the connection's
	 */
	final boolean isReset(PolledSocket socket) {
		if (!socket.mayHaveInput()) {
			return false;
		}
		// the thread looks whether it is probed after it has said that it is back
		this.probed = true;
		try {
			return !isOver() && socket.isReset();
		}
		finally {
			this.probed = false;
		}
	}

	/**
	 * What a probe reads comes before what the thread reads next. It does not wait.
	 */
	// the yield is for the sweeper, which may be without a processor
	@SuppressWarnings("ThreadPriorityCheck")
	private void awaitProbe() {
		while (this.probed) {
			Thread.yield();
		}
	}

}

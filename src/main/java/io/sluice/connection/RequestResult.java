package io.sluice.connection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * The result of one request. The first thread that sets it decides how the request ends:
 * the target with a reply or a failure, the sweeper at the deadline, or the thread that
 * closes the connection.
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

	/**
	 * A {@link Message} that has not been taken, a {@link RequestEnd}, or the
	 * {@link OutstandingRequest} of a request that another thread has ended.
	 */
	private volatile @Nullable Object result;

	/**
	 * Set a reply or a failure. Any thread.
	 * @return {@code false} if there already is a result
	 */
	final boolean offer(Message<?> message) {
		if (!RESULT.compareAndSet(this, null, message)) {
			return false;
		}
		wake();
		return true;
	}

	/**
	 * Wake the thread that takes the result.
	 */
	abstract void wake();

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
	 * Whether the target has answered before the request was ended in another way.
	 */
	final boolean isReplied() {
		Object current = this.result;
		return current instanceof Message || current == RequestEnd.REPLIED;
	}

	/**
	 * Whether a reply may come after the target's send has returned. Called by the thread
	 * that sends.
	 */
	abstract boolean isReplyAwaited();

	/**
	 * Take the result if there is one; if none is awaited, end the request without a
	 * reply. Called when the target's send has returned.
	 * @return the reply, an {@link org.springframework.messaging.support.ErrorMessage},
	 * {@code NO_REPLY}, or {@code null} while the reply is awaited; if the request had
	 * ended before, the {@link RequestEnd} or the {@link OutstandingRequest}
	 */
	final @Nullable Object take() {
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

}

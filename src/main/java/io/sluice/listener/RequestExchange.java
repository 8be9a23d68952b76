package io.sluice.listener;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

import io.sluice.Exchange;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.GenericMessage;

/**
 * One request of a connection. Whoever is the first to set its result decides what
 * becomes of it: the target with a reply or a failure, the sweeper at the deadline, or
 * the connection's end.
 */
final class RequestExchange implements Exchange {

	private static final VarHandle RESULT;

	static {
		try {
			RESULT = MethodHandles.lookup().findVarHandle(RequestExchange.class, "result", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** How an exchange ended other than by a reply. */
	enum End {

		/** The target has had its chance. */
		NO_REPLY,

		/** The reply has been taken. */
		REPLIED,

		/** The deadline passed. */
		EXPIRED,

		/** The connection ended. */
		DISCONNECTED

	}

	private final SluiceConnection connection;

	private final byte[] payload;

	private final Thread thread = Thread.currentThread();

	private final long startedAt;

	private volatile @Nullable Object result;

	private volatile boolean timeoutAnswered;

	private @Nullable String route;

	private Reply reply = Reply.ON_RETURN;

	RequestExchange(SluiceConnection connection, byte[] payload, long startedAt) {
		this.connection = connection;
		this.payload = payload;
		this.startedAt = startedAt;
	}

	SluiceConnection connection() {
		return this.connection;
	}

	@Nullable String route() {
		return this.route;
	}

	long startedAt() {
		return this.startedAt;
	}

	Message<byte[]> request() {
		return new GenericMessage<>(this.payload, new RequestHeaders(this));
	}

	@Override
	public Message<byte[]> routed(String newRoute, Reply newReply) {
		this.route = newRoute;
		this.reply = newReply;
		RequestHeaders headers = new RequestHeaders(this);
		if (newReply == Reply.ON_RETURN) {
			return new GenericMessage<>(this.payload, headers);
		}
		// may be kept, stored or correlated: with id and timestamp, as any other message
		return new GenericMessage<>(this.payload, new MessageHeaders(headers.copy()));
	}

	@Override
	public boolean send(Message<?> message, long timeout) {
		if (this.reply == Reply.NONE) {
			return true;
		}
		if (!RESULT.compareAndSet(this, null, message)) {
			this.connection.replyDropped(this);
		}
		else if (Thread.currentThread() != this.thread) {
			LockSupport.unpark(this.thread);
		}
		// true in any case: what is sent too late is no failure of its sender
		return true;
	}

	/**
	 * The target failed.
	 * @param failure what it threw
	 * @return {@code false} where the exchange had its result already
	 */
	boolean fail(Throwable failure) {
		return RESULT.compareAndSet(this, null, new ErrorMessage(failure));
	}

	/**
	 * Wait for the result; called by the connection's thread once the target's send has
	 * returned.
	 * @return the reply, an {@link ErrorMessage}, or how the exchange ended without one
	 */
	Object await() {
		while (true) {
			Object current = this.result;
			if (current == End.EXPIRED) {
				awaitTimeoutAnswered();
			}
			if (current instanceof End) {
				return current;
			}
			if (current != null) {
				if (RESULT.compareAndSet(this, current, End.REPLIED)) {
					return current;
				}
			}
			else if (this.reply != Reply.AWAITED) {
				RESULT.compareAndSet(this, null, End.NO_REPLY);
			}
			else {
				park();
			}
		}
	}

	/**
	 * Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 * @param timeout how long a request may take, in nanoseconds
	 */
	void checkDeadline(long now, long timeout) {
		long elapsed = now - this.startedAt;
		if (elapsed < timeout) {
			return;
		}
		Object current = this.result;
		if (!(current instanceof End) && RESULT.compareAndSet(this, current, End.EXPIRED)) {
			if (current != null) {
				this.connection.replyDropped(this);
			}
			this.thread.interrupt();
			Thread.startVirtualThread(this::answerTimeout);
		}
		else if (current == End.EXPIRED && elapsed >= 2 * timeout) {
			this.connection.interruptIgnored(this);
		}
	}

	private void answerTimeout() {
		try {
			this.connection.answerTimeout(this);
		}
		finally {
			this.timeoutAnswered = true;
			LockSupport.unpark(this.thread);
		}
	}

	/**
	 * Nobody is left to receive a reply.
	 */
	void disconnected() {
		if (RESULT.compareAndSet(this, null, End.DISCONNECTED)) {
			LockSupport.unpark(this.thread);
		}
	}

	private void awaitTimeoutAnswered() {
		while (!this.timeoutAnswered) {
			park();
		}
		// the sweeper's interrupt came before the answer; it must not reach the next I/O
		Thread.interrupted();
	}

	private void park() {
		// with the flag set a park would return at once, and for ever
		Thread.interrupted();
		LockSupport.park(this);
	}

}

package io.sluice.listener;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;

import io.sluice.SluiceHeaders;
import io.sluice.socket.PolledSocket;
import io.sluice.spi.Exchange;
import io.sluice.spi.RequestObserver;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageBuilder;

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

	private final Requests requests;

	private final RequestHeaders headers = new RequestHeaders(this);

	private final Message<byte[]> request;

	private final Thread thread = Thread.currentThread();

	private final RequestObserver.Observed observed;

	private final long startedAt;

	/**
	 * A {@link Message} that has not been taken, an {@link End}, or what is outstanding
	 * after an end from outside.
	 */
	private volatile @Nullable Object result;

	/** Whether the gate let it in. Used by the connection's thread. */
	private boolean entered;

	/** What the payload takes of the memory for clients. The same thread's. */
	private int counted;

	/** Whether the target goes on when its send returns. The same thread's. */
	private boolean goesOn;

	/** Whether the target's send has returned although the exchange was ended. */
	private volatile boolean returned;

	/** Whether the sweeper looks at the socket in the place of the exchange's thread. */
	private volatile boolean probed;

	/** Whether whoever ended the exchange from outside is done with its thread. */
	private volatile boolean settled;

	/** What an interceptor of the listener's channel replaced the request by. */
	private volatile @Nullable Message<byte[]> replacement;

	private volatile @Nullable String route;

	private Reply reply = Reply.ON_RETURN;

	RequestExchange(Requests requests, byte[] payload, long startedAt) {
		this.requests = requests;
		this.request = new GenericMessage<>(payload, this.headers);
		this.startedAt = startedAt;
		this.observed = requests.observer().begin(this.request);
	}

	/**
	 * Its payload has been counted. Called by the connection's thread.
	 * @param bytes what it takes of the memory for clients, or 0
	 */
	void countPayload(int bytes) {
		this.counted = bytes;
	}

	SluiceConnection connection() {
		return this.requests.connection();
	}

	@Nullable String route() {
		return this.route;
	}

	long startedAt() {
		return this.startedAt;
	}

	/** As the client sent it. */
	Message<byte[]> request() {
		return this.request;
	}

	/** As it is handled. */
	Message<byte[]> handledRequest() {
		Message<byte[]> current = this.replacement;
		return (current != null) ? current : this.request;
	}

	RequestObserver.Observed observed() {
		return this.observed;
	}

	/**
	 * The gate has let it in. Called by the connection's thread.
	 */
	void enter() {
		this.entered = true;
	}

	@Override
	public void receive(Message<byte[]> received) {
		if (received != this.request) {
			if (!this.requests.isCurrent(this)) {
				throw new IllegalStateException("An interceptor replaced the request by one of another exchange");
			}
			this.replacement = received;
		}
	}

	@Override
	public Message<byte[]> routed(String newRoute, Reply newReply) {
		this.route = newRoute;
		this.reply = newReply;
		Message<byte[]> current = this.replacement;
		if (current != null) {
			Message<byte[]> sent = MessageBuilder.fromMessage(current)
				.setHeader(SluiceHeaders.ROUTE, newRoute)
				.setHeaderIfAbsent(MessageHeaders.ERROR_CHANNEL, this)
				.build();
			this.replacement = sent;
			return sent;
		}
		if (newReply == Reply.ON_RETURN) {
			// its headers are a view, and show the route
			return this.request;
		}
		// may be kept, stored or correlated: with id and timestamp, as any other message
		return new GenericMessage<>(this.request.getPayload(), new MessageHeaders(this.headers.copy()));
	}

	@Override
	public void goesOnWith(CompletionStage<?> work) {
		this.goesOn = true;
		work.whenComplete((result, failure) -> answerOutstanding());
	}

	@Override
	public boolean send(Message<?> message, long timeout) {
		if (this.reply == Reply.NONE) {
			this.requests.unwanted(this, message);
		}
		else if (!RESULT.compareAndSet(this, null, message)) {
			this.requests.late(this, message);
			answerOutstanding();
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

	private void answerOutstanding() {
		if (this.result instanceof OutstandingRequest outstanding) {
			outstanding.answer();
		}
	}

	/**
	 * Whether it has ended without the target.
	 */
	boolean isEnded() {
		return isEnded(this.result);
	}

	private static boolean isEnded(@Nullable Object result) {
		return result instanceof End || result instanceof OutstandingRequest;
	}

	/**
	 * Whether it was ended from outside: its place is given back when its target has
	 * completed.
	 */
	boolean isOutstanding() {
		return this.result instanceof OutstandingRequest;
	}

	/**
	 * Whether nothing is done for it any more, as far as is known without waiting.
	 */
	boolean isOver() {
		Object current = this.result;
		return current instanceof End || (current instanceof OutstandingRequest && this.returned);
	}

	/**
	 * Wait for the result; called by the connection's thread once the target's send has
	 * returned.
	 * @return the reply, an {@link ErrorMessage}, or how the exchange ended without one
	 */
	Object await() {
		Object current = take();
		while (current == null) {
			park();
			current = take();
		}
		if (current instanceof OutstandingRequest outstanding) {
			this.returned = true;
			outstanding.sendReturned(this.reply == Reply.AWAITED || this.goesOn, this.entered, this.counted);
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
	 * What a probe reads comes before what the thread reads next. It does not wait.
	 */
	// the yield is for the sweeper, which may be without a processor
	@SuppressWarnings("ThreadPriorityCheck")
	private void awaitProbe() {
		while (this.probed) {
			Thread.yield();
		}
	}

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
				if (RESULT.compareAndSet(this, current, End.REPLIED)) {
					return current;
				}
			}
			else if (this.reply == Reply.AWAITED) {
				return null;
			}
			else if (RESULT.compareAndSet(this, null, End.NO_REPLY)) {
				return End.NO_REPLY;
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
		if (end(End.EXPIRED)) {
			if (this.requests.policy().interruptsLate()) {
				this.thread.interrupt();
			}
			this.requests.expired(this);
		}
		else if (!this.returned && elapsed >= 2 * timeout && isEndedBy(End.EXPIRED)) {
			this.requests.overstayed(this);
		}
	}

	/**
	 * Whether the client has reset the connection while the exchange's thread is with the
	 * target, or waits for it. Called by the sweeper.
	 * @param socket the connection's
	 */
	boolean isReset(PolledSocket socket) {
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

	private boolean isEndedBy(End how) {
		return this.result instanceof OutstandingRequest outstanding && outstanding.end() == how;
	}

	/**
	 * Nobody is left to receive a reply.
	 * @param interrupts whether what still runs need not go on
	 * @return whether that ends the exchange: then {@link #settle()} is to follow
	 */
	boolean disconnect(boolean interrupts) {
		boolean ended = end(End.DISCONNECTED);
		if (ended && interrupts && Thread.currentThread() != this.thread) {
			this.thread.interrupt();
		}
		return ended;
	}

	/**
	 * End the exchange from outside unless it has ended. A reply that has not been taken
	 * yet is dropped.
	 */
	private boolean end(End how) {
		if (isEnded()) {
			return false;
		}
		// counted first: the client may have its answer, and ask again, at once
		OutstandingRequest outstanding = this.requests.outstanding(this, how);
		Object current = this.result;
		while (!isEnded(current)) {
			if (RESULT.compareAndSet(this, current, outstanding)) {
				if (current instanceof Message<?> reply) {
					this.requests.late(this, reply);
					outstanding.answer();
				}
				return true;
			}
			current = this.result;
		}
		outstanding.cancel();
		return false;
	}

	/**
	 * Let the connection's thread go on: nobody interrupts it any more.
	 */
	void settle() {
		this.settled = true;
		LockSupport.unpark(this.thread);
	}

	private void park() {
		// with the flag set a park would return at once, and for ever
		Thread.interrupted();
		LockSupport.park(this);
	}

}

package io.sluice.connection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;

import io.sluice.SluiceHeaders;
import io.sluice.socket.PolledSocket;
import io.sluice.spi.Exchange;
import io.sluice.spi.RequestGate;
import io.sluice.spi.RequestObserver;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageBuilder;

/**
 * One request of a connection. Whichever thread first sets its result decides what
 * becomes of it: the target with a reply or a failure, the sweeper at the deadline, or
 * the thread that closes the connection.
 */
@Slf4j(topic = "io.sluice.listener")
final class RequestExchange implements Exchange, RoutedRequest {

	private static final VarHandle RESULT;

	static {
		try {
			RESULT = MethodHandles.lookup().findVarHandle(RequestExchange.class, "result", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** What the sweeper finds. */
	enum Deadline {

		/** The request has time left, or has ended otherwise. */
		NOT_DUE,
		/** The request has ended by this look. */
		PASSED,
		/** Its target runs on, and has had its time once more. */
		IGNORED

	}

	private final ListenerContext listener;

	private final RequestGate gate;

	private final Message<byte[]> request;

	private final RequestHeaders headers;

	private final Thread thread = Thread.currentThread();

	private final RequestObserver.Observed observed;

	private final long startedAt;

	/**
	 * A {@link Message} that has not been taken, a {@link RequestEnd}, or what is
	 * outstanding after an end from outside.
	 */
	private volatile @Nullable Object result;

	/** Whether the gate let it in. Used by the connection's thread. */
	private boolean entered;

	/** What the payload takes of the memory for clients. The same thread's. */
	private int payloadCharge;

	/** Whether the target goes on when its send returns. The same thread's. */
	private boolean continuing;

	/** Whether the target's send has returned although the exchange was ended. */
	private volatile boolean returned;

	/** Whether the sweeper looks at the socket in the place of the exchange's thread. */
	private volatile boolean probed;

	/** Whether the thread that ended the exchange from outside is done with this one. */
	private volatile boolean settled;

	/** What an interceptor of the listener's channel replaced the request by. */
	private volatile @Nullable Message<byte[]> replacement;

	private volatile @Nullable String route;

	private Reply reply = Reply.ON_RETURN;

	RequestExchange(ListenerContext listener, ConnectionContext connection, RequestGate gate, byte[] payload,
			long startedAt) {
		this.listener = listener;
		this.gate = gate;
		this.headers = new RequestHeaders(listener, connection, this);
		this.request = new GenericMessage<>(payload, this.headers);
		this.startedAt = startedAt;
		this.observed = listener.telemetry().observer().begin(this.request);
	}

	/**
	 * Count the payload until request and target have ended. Called by the connection's
	 * thread.
	 * @param bytes what it takes of the memory for clients, or 0
	 */
	void chargePayload(int bytes) {
		this.payloadCharge = bytes;
	}

	@Override
	public @Nullable String route() {
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
	 * Note that the gate has let it in. Called by the connection's thread.
	 */
	void enter() {
		this.entered = true;
	}

	/**
	 * Give back what it holds, unless its target runs on and holds it. Called by the
	 * connection's thread.
	 */
	void release() {
		if (!isOutstanding()) {
			this.listener.requests().outstanding().releasePayload(this.payloadCharge);
			if (this.entered) {
				this.gate.leave();
			}
		}
	}

	@Override
	public void receive(Message<byte[]> received) {
		if (received != this.request) {
			if (isOver()) {
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
		this.continuing = true;
		work.whenComplete((result, failure) -> answerOutstanding());
	}

	@Override
	public boolean send(Message<?> message, long timeout) {
		if (this.reply == Reply.NONE) {
			logIfFailure(message);
		}
		else if (!RESULT.compareAndSet(this, null, message)) {
			dropLateReply(message);
			answerOutstanding();
		}
		else if (Thread.currentThread() != this.thread) {
			LockSupport.unpark(this.thread);
		}
		// true in any case: what is sent too late is no failure of its sender
		return true;
	}

	/**
	 * Note that the target failed. A failure that comes too late is logged.
	 * @param failure what was thrown
	 */
	void fail(Throwable failure) {
		ErrorMessage message = new ErrorMessage(failure);
		if (RESULT.compareAndSet(this, null, message)) {
			return;
		}
		if (isEnded(this.result)) {
			// most often of the interrupt that it was sent
			log.debug("[{}] route '{}' failed after its request had ended", this.listener.name(), this.route, failure);
		}
		else {
			logIfFailure(message);
		}
	}

	private void dropLateReply(Message<?> late) {
		if (!logIfFailure(late)) {
			this.listener.telemetry().metrics().replyDropped();
			log.debug("[{}] a reply of route '{}' came too late", this.listener.name(), this.route);
		}
	}

	private boolean logIfFailure(Message<?> message) {
		if (message instanceof ErrorMessage failure) {
			this.listener.protocol().errors().table().errorOf(failure.getPayload(), handledRequest());
			return true;
		}
		return false;
	}

	private void answerOutstanding() {
		if (this.result instanceof OutstandingRequest outstanding) {
			outstanding.answer();
		}
	}

	private static boolean isEnded(@Nullable Object result) {
		return result instanceof RequestEnd || result instanceof OutstandingRequest;
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
		return current instanceof RequestEnd || (current instanceof OutstandingRequest && this.returned);
	}

	/**
	 * Wait for the result; called by the connection's thread once the target's send has
	 * returned.
	 * @return the reply, an {@link ErrorMessage}, or the {@link RequestEnd}
	 */
	Object await() {
		Object current = take();
		while (current == null) {
			park();
			current = take();
		}
		if (current instanceof OutstandingRequest outstanding) {
			this.returned = true;
			outstanding.sendReturned(this.reply == Reply.AWAITED || this.continuing, this.entered, this.payloadCharge);
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
				if (RESULT.compareAndSet(this, current, RequestEnd.REPLIED)) {
					return current;
				}
			}
			else if (this.reply == Reply.AWAITED) {
				return null;
			}
			else if (RESULT.compareAndSet(this, null, RequestEnd.NO_REPLY)) {
				return RequestEnd.NO_REPLY;
			}
		}
	}

	/**
	 * Look at the deadline. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 * @return after {@code PASSED}, {@link #settle()} is to follow
	 */
	Deadline checkDeadline(long now) {
		long elapsed = now - this.startedAt;
		long timeout = timeout();
		if (elapsed < timeout) {
			return Deadline.NOT_DUE;
		}
		if (end(RequestEnd.EXPIRED)) {
			if (this.listener.requests().targets().interruptsLate()) {
				this.thread.interrupt();
			}
			return Deadline.PASSED;
		}
		boolean ignored = !this.returned && elapsed >= 2 * timeout
				&& this.result instanceof OutstandingRequest outstanding && outstanding.end() == RequestEnd.EXPIRED;
		return ignored ? Deadline.IGNORED : Deadline.NOT_DUE;
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

	/**
	 * End it, as the connection is closed. A target that goes on is held to the request's
	 * deadline all the same.
	 * @param interrupts whether the target need not go on
	 * @return whether that ends the exchange: then {@link #settle()} is to follow
	 */
	boolean disconnect(boolean interrupts) {
		if (!end(RequestEnd.DISCONNECTED)) {
			return false;
		}
		if (Thread.currentThread() != this.thread) {
			if (interrupts) {
				this.thread.interrupt();
			}
			else if (this.listener.requests().targets().interruptsLate()
					&& this.result instanceof OutstandingRequest outstanding) {
				outstanding.interruptLate(this.thread, this.startedAt + timeout());
			}
		}
		return true;
	}

	private long timeout() {
		return this.listener.protocol().timeouts().request().toNanos();
	}

	/**
	 * End the exchange from outside unless it has ended. A reply that has not been taken
	 * yet is dropped.
	 */
	private boolean end(RequestEnd how) {
		if (isEnded(this.result)) {
			return false;
		}
		// counted first: the client may have its answer, and ask again, at once
		OutstandingRequest outstanding = new OutstandingRequest(this, how, this.listener.requests().outstanding(),
				this.gate);
		Object current = this.result;
		while (!isEnded(current)) {
			if (RESULT.compareAndSet(this, current, outstanding)) {
				if (current instanceof Message<?> dropped) {
					dropLateReply(dropped);
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
	 * Let the connection's thread go on: it is interrupted no more.
	 */
	void settle() {
		this.settled = true;
		LockSupport.unpark(this.thread);
	}

	private void park() {
		// with the flag set a park would return at once, every time
		Thread.interrupted();
		LockSupport.park(this);
	}

}

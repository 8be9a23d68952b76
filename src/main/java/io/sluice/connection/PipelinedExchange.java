package io.sluice.connection;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.sluice.spi.Delivery;
import io.sluice.spi.RequestGate;
import io.sluice.spi.RequestObserver;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.ErrorMessage;

/**
 * A request of a connection that has several at their targets at once. Its target runs on
 * a thread of its own, or returns at once. The thread that has the result encodes the
 * reply; the connection's thread writes it.
 */
final class PipelinedExchange extends RequestExchange implements Runnable {

	private static final AtomicReferenceFieldUpdater<PipelinedExchange, Stage> STAGE = AtomicReferenceFieldUpdater
		.newUpdater(PipelinedExchange.class, Stage.class, "stage");

	/**
	 * The progress of the request at its target. The thread that moves it to {@code LEFT}
	 * hands its place over to the {@link OutstandingRequest}.
	 */
	enum Stage {

		/** It has not been sent. */
		READ,

		/** The send has not returned. */
		SENDING,

		/** The request has ended from outside, and the send has not returned. */
		CUT_OFF,

		/** The send has returned. */
		RETURNED,

		/** The request has ended from outside, and the send has returned. */
		LEFT;

		/**
		 * The stage after an event; the same stage if the event changes nothing.
		 */
		Stage after(Event event) {
			return switch (this) {
				case READ -> switch (event) {
					case SEND -> SENDING;
					case RETURN -> RETURNED;
					case END -> CUT_OFF;
				};
				case SENDING -> switch (event) {
					case SEND -> SENDING;
					case RETURN -> RETURNED;
					case END -> CUT_OFF;
				};
				case CUT_OFF -> switch (event) {
					case SEND, END -> CUT_OFF;
					case RETURN -> LEFT;
				};
				case RETURNED -> (event == Event.END) ? LEFT : RETURNED;
				case LEFT -> LEFT;
			};
		}

	}

	/** An event of a request. */
	enum Event {

		/** The request is sent. */
		SEND,

		/** The send has returned, or the request will not be sent. */
		RETURN,

		/** The deadline has passed, or the connection is closed. */
		END

	}

	private final Pipeline pipeline;

	private volatile Stage stage = Stage.READ;

	/** Where the request goes; {@code null} if the flow has not routed it. */
	private @Nullable Delivery target;

	private @Nullable Message<byte[]> routed;

	/** The thread of the target, if it has one of its own. */
	private volatile @Nullable Thread worker;

	/** The time that the target has taken on a thread of its own. */
	private long workedNanos;

	/** What the client gets; set once, when the result is known. */
	private volatile @Nullable EncodedReply reply;

	/** The failure of the target; published with the reply. */
	private @Nullable Throwable failure;

	/** The bytes of the reply that are charged; published with the reply. */
	private int charge;

	/** Whether the connection's thread has sent it, or will not. */
	private boolean begun;

	/** Whether it will not be sent. */
	private boolean unsent;

	PipelinedExchange(ListenerContext listener, ConnectionContext connection, RequestGate gate, byte[] payload,
			long startedAt, Pipeline pipeline) {
		super(listener, connection, gate, payload, startedAt);
		this.pipeline = pipeline;
	}

	@Override
	void dispatch(Message<byte[]> request, Delivery destination) {
		this.routed = request;
		this.target = destination;
	}

	/**
	 * How the request is sent.
	 */
	Delivery.Mode mode() {
		return (this.target != null && !isEnded()) ? this.target.mode() : Delivery.Mode.PROMPT;
	}

	/**
	 * Send the request on the current thread, unless it has ended. Called by the
	 * connection's thread.
	 */
	void send() {
		this.begun = true;
		if (move(Event.SEND) == Stage.SENDING) {
			sendToTarget();
		}
		else {
			this.unsent = true;
		}
		recordReturn();
	}

	/**
	 * Send the request on a thread of its own. Called by the connection's thread.
	 */
	void start() {
		this.begun = true;
		if (move(Event.SEND) != Stage.SENDING) {
			abandon();
			return;
		}
		try {
			Thread thread = this.pipeline.newThread(this);
			this.worker = thread;
			thread.start();
		}
		catch (Throwable ex) {
			fail(ex);
			recordReturn();
		}
	}

	/**
	 * Leave the request unsent, because the connection ends before its turn. Called by
	 * the connection's thread.
	 */
	void abandon() {
		this.begun = true;
		this.unsent = true;
		recordReturn();
	}

	/**
	 * Whether {@link #send()}, {@link #start()} or {@link #abandon()} has been called.
	 */
	boolean hasBegun() {
		return this.begun;
	}

	/**
	 * Run the target on a thread of its own.
	 */
	@Override
	public void run() {
		long begin = System.nanoTime();
		RequestObserver.Scope scope = observed().enter();
		try {
			sendToTarget();
		}
		finally {
			scope.leave();
			this.workedNanos = System.nanoTime() - begin;
			recordReturn();
		}
	}

	private void sendToTarget() {
		Message<byte[]> request = this.routed;
		Delivery destination = this.target;
		try {
			if (destination != null && request != null && mayBeHandled()) {
				destination.send(request);
			}
		}
		catch (Throwable ex) {
			fail(ex);
		}
	}

	private void recordReturn() {
		if (move(Event.RETURN) == Stage.LEFT) {
			leave();
		}
		else {
			takeResult();
		}
	}

	private void leave() {
		OutstandingRequest outstanding = outstanding();
		if (outstanding != null) {
			leaveTarget(outstanding);
		}
		// another request may wait for the return of the target
		this.pipeline.signal(this);
	}

	/**
	 * Whether the target's send has returned, or the request will not be sent.
	 */
	boolean hasReturned() {
		return this.stage == Stage.RETURNED || this.stage == Stage.LEFT;
	}

	/**
	 * Encode the reply if its result is known and no other thread does so.
	 */
	private void takeResult() {
		Object result = this.unsent ? null : take();
		if (result instanceof Message<?> || result == RequestEnd.NO_REPLY) {
			this.failure = (result instanceof ErrorMessage error) ? error.getPayload() : null;
			finish(this.pipeline.encoder().encode(result, this));
		}
	}

	private void finish(EncodedReply encoded) {
		this.reply = this.pipeline.charge(this, encoded);
		this.pipeline.signal(this);
	}

	/**
	 * Take the result of the request if there is one. Called by the connection's thread.
	 */
	void advance() {
		if (this.reply != null || this.stage == Stage.SENDING) {
			return;
		}
		OutstandingRequest outstanding = outstanding();
		if (outstanding == null) {
			takeResult();
		}
		else if (outstanding.requestEnd() == RequestEnd.EXPIRED) {
			finish(this.pipeline.encoder().timeout(this));
		}
		else {
			finish(EncodedReply.NONE);
		}
	}

	/**
	 * What the client gets, or {@code null} while the result is not known.
	 */
	@Nullable EncodedReply reply() {
		return this.reply;
	}

	/**
	 * Record that the reply is charged, before it is known.
	 */
	void recordCharge(int bytes) {
		this.charge = bytes;
	}

	/**
	 * The bytes of the reply that are charged to the budget.
	 */
	int charge() {
		return this.charge;
	}

	@Nullable Throwable failure() {
		return this.failure;
	}

	long workedNanos() {
		return this.workedNanos;
	}

	/**
	 * Whether the client gets no reply to this request.
	 */
	boolean isSilent() {
		return isWithoutReply() && format() == null;
	}

	/**
	 * Whether the connection's end has ended the request, and has recorded its end.
	 */
	boolean isDisconnected() {
		OutstandingRequest outstanding = outstanding();
		return outstanding != null && outstanding.requestEnd() == RequestEnd.DISCONNECTED;
	}

	/**
	 * Whether the request is finished. Called by a thread that will not write its reply.
	 */
	boolean isFinishedUnwritten() {
		if (this.reply != null || isOutstanding()) {
			return true;
		}
		if (this.stage != Stage.RETURNED) {
			return false;
		}
		Object result = take();
		return result instanceof Message<?> || result == RequestEnd.NO_REPLY;
	}

	@Override
	void release() {
		if (!isOutstanding()) {
			super.release();
		}
	}

	@Override
	boolean isReplyAwaited() {
		return !this.unsent && super.isReplyAwaited();
	}

	@Override
	boolean isOver() {
		return isEnded();
	}

	/**
	 * A reply that comes before the send has returned is found by the thread that sends.
	 */
	@Override
	void wake() {
		if (this.stage == Stage.RETURNED) {
			this.pipeline.signal(this);
		}
	}

	@Override
	void interruptTarget() {
		Thread thread = this.worker;
		if (thread != null && thread != Thread.currentThread()) {
			thread.interrupt();
		}
	}

	@Override
	void interruptTargetAt(OutstandingRequest outstanding, long deadline) {
		Thread thread = this.worker;
		if (thread != null) {
			outstanding.interruptLate(thread, deadline);
		}
	}

	@Override
	void settle() {
		if (move(Event.END) == Stage.LEFT) {
			leave();
		}
		this.pipeline.signal(this);
	}

	private Stage move(Event event) {
		while (true) {
			Stage before = this.stage;
			Stage next = before.after(event);
			if (next == before || STAGE.compareAndSet(this, before, next)) {
				return next;
			}
		}
	}

}

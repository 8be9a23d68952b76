package io.sluice.connection;

import java.util.Objects;
import java.util.concurrent.CompletionStage;

import io.sluice.SluiceHeaders;
import io.sluice.TcpSession;
import io.sluice.framing.FrameInput;
import io.sluice.spi.Availability;
import io.sluice.spi.DeadLetters;
import io.sluice.spi.Delivery;
import io.sluice.spi.Exchange;
import io.sluice.spi.Framing;
import io.sluice.spi.ReplyFormat;
import io.sluice.spi.RequestGate;
import io.sluice.spi.RequestObserver;
import io.sluice.spi.TcpError;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageBuilder;

/**
 * One request of a connection; also the reply channel and the error channel of its
 * message.
 */
@Slf4j(topic = "io.sluice.listener")
abstract class RequestExchange extends RequestResult implements Exchange, RoutedRequest {

	private final ListenerContext listener;

	private final ConnectionContext connection;

	private final RequestGate gate;

	private final Message<byte[]> request;

	private final RequestObserver.Observed observed;

	private final long startedAt;

	/** Whether the request entered the gate. Used by the connection's thread. */
	private boolean entered;

	/**
	 * Whether the request is only the beginning of what the client has sent. Used by the
	 * connection's thread before the target receives the request.
	 */
	private boolean truncated;

	/** The bytes charged for the payload. Used by the connection's thread. */
	private int payloadCharge;

	/**
	 * Completes when the target has completed, if it goes on after its send has returned.
	 * Used by the connection's thread.
	 */
	private @Nullable CompletionStage<?> work;

	/**
	 * The message that an interceptor of the listener's channel put in place of the
	 * request.
	 */
	private volatile @Nullable Message<byte[]> replacement;

	private volatile @Nullable String route;

	/** The name of the fallback that the request was sent to. */
	private volatile @Nullable String fallback;

	/**
	 * When the target answers. Written by the connection's thread, before the target
	 * receives the request; read by any thread that answers it.
	 */
	private ReplyTiming reply = ReplyTiming.ON_RETURN;

	private @Nullable ReplyFormat format;

	/** Written before the target receives the request. */
	private @Nullable DeadLetters deadLetters;

	/** The target's. Used by the connection's thread. */
	private Availability target = Availability.ALWAYS;

	RequestExchange(ListenerContext listener, ConnectionContext connection, RequestGate gate, byte[] payload,
			long startedAt) {
		this.listener = listener;
		this.connection = connection;
		this.gate = gate;
		this.request = new GenericMessage<>(payload, new RequestHeaders(listener, connection, this));
		this.startedAt = startedAt;
		this.observed = listener.telemetry().observer().begin(this.request);
	}

	/**
	 * Take over what is known of the frame. Its charge is kept until request and target
	 * have ended. Called by the connection's thread.
	 * @param frames the input that the frame was read from
	 */
	void takeOver(FrameInput frames) {
		this.payloadCharge = frames.takePayloadCharge();
		this.truncated = frames.takeTruncation();
	}

	/**
	 * Whether the request is only the beginning of what the client has sent.
	 */
	boolean isTruncated() {
		return this.truncated;
	}

	/**
	 * Whether the request may be handled now. If not, the connection is closed. Any
	 * thread.
	 */
	final boolean mayBeHandled() {
		return !this.connection.isRevoked(this.gate);
	}

	/**
	 * Record that the request has entered the gate. Called by the connection's thread.
	 */
	void enter() {
		this.entered = true;
	}

	/**
	 * Release what the request holds, or have it released when the target has completed.
	 * Called by the connection's thread.
	 */
	void release() {
		if (this.work != null && !this.work.toCompletableFuture().isDone()) {
			keepPlace(this.work);
			return;
		}
		this.listener.requests().outstanding().releasePayload(this.payloadCharge);
		if (this.entered) {
			this.gate.leave();
		}
	}

	/**
	 * Keep the place of an answered request until its target has completed: an abandoned
	 * attempt still runs.
	 */
	private void keepPlace(CompletionStage<?> goingOn) {
		OutstandingRequest outstanding = new OutstandingRequest(this, RequestEnd.REPLIED,
				this.listener.requests().outstanding(), this.gate);
		leaveTarget(outstanding);
		goingOn.whenComplete((result, failure) -> outstanding.answer());
	}

	@Override
	public @Nullable String route() {
		return this.route;
	}

	/**
	 * Makes the client's reply, or {@code null} if the target's reply goes to the client
	 * as it is. Published with the route.
	 */
	@Nullable ReplyFormat format() {
		return (this.route != null) ? this.format : null;
	}

	@Nullable String fallback() {
		return this.fallback;
	}

	long startedAt() {
		return this.startedAt;
	}

	RequestObserver.Observed observed() {
		return this.observed;
	}

	@Override
	public TcpSession session() {
		return Objects.requireNonNull(this.connection.session());
	}

	@Override
	public Framing framing() {
		return this.connection.framing();
	}

	/** The request as the client sent it. */
	Message<byte[]> request() {
		return this.request;
	}

	/** The request as it is handled. */
	Message<byte[]> handledRequest() {
		Message<byte[]> current = this.replacement;
		return (current != null) ? current : this.request;
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
	public Message<byte[]> recordRoute(String newRoute, ReplyTiming newReply, @Nullable ReplyFormat newFormat) {
		this.reply = newReply;
		this.format = newFormat;
		this.route = newRoute;
		Message<byte[]> current = this.replacement;
		if (current != null) {
			Message<byte[]> sent = MessageBuilder.fromMessage(current)
				.setHeader(SluiceHeaders.ROUTE, newRoute)
				.setHeaderIfAbsent(MessageHeaders.ERROR_CHANNEL, this)
				.build();
			this.replacement = sent;
			return sent;
		}
		// the headers are a view that includes the route
		return this.request;
	}

	@Override
	public void recordDeadLetters(DeadLetters letters) {
		this.deadLetters = letters;
	}

	/**
	 * Have the request kept if it has failed for good.
	 * @param error why it has failed
	 */
	void keepFailed(TcpError error) {
		DeadLetters letters = this.deadLetters;
		if (letters != null && FailedRequests.isForGood(error, !isWithoutReply())) {
			new FailedRequests(letters, this.listener.telemetry().metrics()).keep(this.request, error);
		}
	}

	@Override
	public final void deliver(Message<byte[]> routed, Delivery delivery) {
		this.target = delivery.availability();
		dispatch(routed, delivery);
	}

	/**
	 * Send the request to its target, at once or later.
	 */
	abstract void dispatch(Message<byte[]> routed, Delivery delivery);

	/**
	 * Whether the target can be reached. Called by the connection's thread.
	 */
	final Availability target() {
		return this.target;
	}

	@Override
	public void continueWith(CompletionStage<?> newWork) {
		this.work = newWork;
		newWork.whenComplete((result, failure) -> answerOutstanding());
	}

	@Override
	public void recordRetry() {
		this.listener.telemetry().metrics().requestRetried(String.valueOf(this.route));
	}

	@Override
	public void recordFallback(String target) {
		this.fallback = target;
		this.listener.telemetry().metrics().fallbackUsed(String.valueOf(this.route));
	}

	@Override
	public void dropReply(Message<?> late) {
		dropLateReply(late);
	}

	@Override
	public boolean send(Message<?> message, long timeout) {
		if (this.reply == ReplyTiming.NONE) {
			keepIfFailure(message);
		}
		else if (!offer(message)) {
			dropLateReply(message);
			answerOutstanding();
		}
		// always true: a reply that comes too late is no failure of its sender
		return true;
	}

	/**
	 * Record that the target has failed. A failure that comes too late is logged.
	 * @param failure the exception
	 */
	void fail(Throwable failure) {
		ErrorMessage message = new ErrorMessage(failure);
		if (offer(message)) {
			return;
		}
		if (isEnded()) {
			// usually the result of the interrupt
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
		return errorOf(message) != null;
	}

	/**
	 * The error of a failure, which is logged.
	 */
	private @Nullable TcpError errorOf(Message<?> message) {
		return (message instanceof ErrorMessage failure)
				? this.listener.protocol().errors().table().errorOf(failure.getPayload(), handledRequest()) : null;
	}

	private void keepIfFailure(Message<?> message) {
		TcpError error = errorOf(message);
		if (error != null) {
			keepFailed(error);
		}
	}

	private void answerOutstanding() {
		OutstandingRequest outstanding = outstanding();
		if (outstanding != null) {
			outstanding.answer();
		}
	}

	@Override
	boolean isReplyAwaited() {
		return this.reply == ReplyTiming.AWAITED;
	}

	/**
	 * Whether the target's messages are not for the client.
	 */
	final boolean isWithoutReply() {
		return this.reply == ReplyTiming.NONE;
	}

	/**
	 * Record that the target's send has returned after the request had ended.
	 * @param outstanding keeps the place of the request until its target has completed
	 */
	final void leaveTarget(OutstandingRequest outstanding) {
		outstanding.recordReturn(isReplyAwaited() || this.work != null, this.entered, this.payloadCharge);
	}

	/**
	 * Whether the request needs no further work, as far as is known without a wait.
	 */
	abstract boolean isOver();

	/**
	 * Interrupt the target, if it runs on a thread other than the current one.
	 */
	abstract void interruptTarget();

	/**
	 * Interrupt the target at a deadline, if it still runs then.
	 * @param outstanding keeps the place of the request until its target has completed
	 * @param deadline a {@link System#nanoTime()}
	 */
	abstract void interruptTargetAt(OutstandingRequest outstanding, long deadline);

	/**
	 * Have the request concluded, because it has been ended from outside: the target is
	 * not interrupted afterwards. Called by the thread that has ended it.
	 */
	abstract void settle();

	/**
	 * End the request at its deadline. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 * @return whether this call has ended the request; the caller must then call
	 * {@link #settle()}
	 */
	final boolean expire(long now) {
		if (now - this.startedAt < timeout() || end(RequestEnd.EXPIRED) == null) {
			return false;
		}
		if (this.listener.requests().targets().isInterruptedLate()) {
			interruptTarget();
		}
		return true;
	}

	/**
	 * End the request, because the connection is closed. A target that goes on is still
	 * held to the request's deadline.
	 * @param interrupts whether the target is interrupted
	 * @return whether this call has ended the request; the caller must then call
	 * {@link #settle()}
	 */
	final boolean disconnect(boolean interrupts) {
		OutstandingRequest outstanding = end(RequestEnd.DISCONNECTED);
		if (outstanding == null) {
			return false;
		}
		if (interrupts) {
			interruptTarget();
		}
		else if (this.listener.requests().targets().isInterruptedLate()) {
			interruptAtDeadline(outstanding);
		}
		return true;
	}

	private void interruptAtDeadline(OutstandingRequest outstanding) {
		try {
			interruptTargetAt(outstanding, this.startedAt + timeout());
		}
		catch (OutOfMemoryError ex) {
			log.debug("[{}] route '{}' goes on without a deadline", this.listener.name(), this.route, ex);
		}
	}

	final long timeout() {
		return this.listener.protocol().timeouts().request().toNanos();
	}

	/**
	 * End the request from another thread, unless it has ended. A reply that has not been
	 * taken yet is dropped.
	 */
	private @Nullable OutstandingRequest end(RequestEnd how) {
		if (isEnded()) {
			return null;
		}
		// count first: the client may receive its reply and send the next request at once
		OutstandingRequest outstanding = new OutstandingRequest(this, how, this.listener.requests().outstanding(),
				this.gate);
		Object before = end(outstanding);
		if (before == null) {
			outstanding.cancel();
			return null;
		}
		if (before instanceof Message<?> dropped) {
			dropLateReply(dropped);
			outstanding.answer();
		}
		return outstanding;
	}

}

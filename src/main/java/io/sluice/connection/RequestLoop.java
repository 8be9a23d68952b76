package io.sluice.connection;

import java.io.EOFException;
import java.io.IOException;

import io.sluice.CloseReason;
import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.framing.BrokenFramingException;
import io.sluice.session.IdentityRule;
import io.sluice.session.Session;
import io.sluice.spi.Availability;
import io.sluice.spi.FrameException;
import io.sluice.spi.RefusedException;
import io.sluice.spi.RequestGate;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.support.GenericMessage;

/**
 * The way of a message on one connection: {@link SerialLoop}, or {@link PipelinedLoop}
 * where several requests are at their targets at once, puts these steps in order. Used by
 * the connection's thread; {@link RequestWatch} is for the others.
 */
@Slf4j(topic = "io.sluice.listener")
abstract class RequestLoop {

	/** Stands for a frame that was rejected, after which the next one can be read. */
	static final byte[] REJECTED = {};

	/** Stands for no frame: the next one probably comes much later. */
	static final byte[] QUIET = {};

	private final ListenerContext listener;

	private final ConnectionAdapter connection;

	private final ConnectionStreams streams;

	private final ConnectionDeadlines deadlines;

	private final ReplyEncoder encoder;

	private final ReplyWriter replies;

	private final ConnectionJournal journal;

	/** The target that was given a request last, of those that may hold reading up. */
	private Availability target = Availability.ALWAYS;

	RequestLoop(ListenerContext listener, ConnectionAdapter connection, ConnectionStreams streams,
			ConnectionDeadlines deadlines) {
		this.listener = listener;
		this.connection = connection;
		this.streams = streams;
		this.deadlines = deadlines;
		this.encoder = new ReplyEncoder(listener, connection);
		this.replies = new ReplyWriter(listener, streams);
		this.journal = new ConnectionJournal(listener, connection);
		streams.input().recordDropsBy(this.journal);
	}

	final ReplyEncoder encoder() {
		return this.encoder;
	}

	final ReplyWriter replies() {
		return this.replies;
	}

	final ConnectionJournal journal() {
		return this.journal;
	}

	/**
	 * The requests in progress, for other threads.
	 */
	abstract RequestWatch watch();

	/**
	 * Whether messages of the client are read while its requests are handled, or none is
	 * being handled. Any thread.
	 */
	abstract boolean isReading();

	/**
	 * Read, dispatch and answer requests until the connection must end or is quiet.
	 * @param gate admits the requests
	 * @return the close reason, or {@code null} if the connection is quiet: nothing is in
	 * progress, and the next frame probably comes much later
	 * @throws FrameException if the input is no frame; all requests before it have been
	 * answered
	 */
	abstract @Nullable CloseReason serve(RequestGate gate) throws IOException;

	/**
	 * Serve requests until the connection must end or is quiet. A quiet connection is
	 * served again when there is input.
	 * @param gate admits the requests
	 * @return the close reason, or {@code null} if the connection is quiet
	 */
	final @Nullable CloseReason run(RequestGate gate) throws IOException {
		try {
			return serve(gate);
		}
		catch (FrameException ex) {
			rejectFrame(ex.code(), ex);
			return (ex.code() == ErrorCode.FRAME_TOO_LARGE) ? CloseReason.FRAME_TOO_LARGE : CloseReason.BAD_FRAME;
		}
		catch (LateFrameException ex) {
			rejectFrame(ErrorCode.TIMEOUT, ex);
			return CloseReason.FRAME_TIMEOUT;
		}
		catch (BrokenFramingException ex) {
			watch().breakFrame();
			this.connection.recordFailure(ex);
			BrokenFramingLog.warn(this.listener, ex);
			return CloseReason.SERVER_ERROR;
		}
		catch (OverheadException ex) {
			log.debug("[{}] connection {} sends no data: {}", this.listener.name(), this.connection.getConnectionId(),
					ex.getMessage());
			return CloseReason.OVERHEAD_LIMIT;
		}
		catch (EOFException ex) {
			watch().breakFrame();
			this.connection.recordFailure(ex);
			log.debug("[{}] connection {} ended inside a frame", this.listener.name(),
					this.connection.getConnectionId());
			return this.connection.lifecycle().reasonOr(CloseReason.CLIENT_CLOSED);
		}
		finally {
			// release the buffers, because the client may take its time to close
			this.streams.frames().discard();
		}
	}

	/**
	 * Read a frame.
	 * @return its payload, {@link #REJECTED}, {@link #QUIET}, or {@code null} at the end
	 * of the input
	 */
	private byte @Nullable [] readFrame() throws IOException {
		watch().beginFrame();
		byte[] frame;
		try {
			frame = this.streams.reader().read();
		}
		catch (QuietInputException ex) {
			return QUIET;
		}
		catch (FrameException ex) {
			if (!ex.isResumable()) {
				throw ex;
			}
			endFrame();
			skipFrame(ex);
			return REJECTED;
		}
		if (frame != null) {
			endFrame();
		}
		return frame;
	}

	/**
	 * Whether the connection's thread had better end than wait for the next frame.
	 */
	final boolean isQuiet() {
		return this.streams.input().isQuiet() && this.streams.frames().isEmpty()
				&& this.listener.resources().threads() != null;
	}

	/**
	 * Whether a thread that waits between two frames may leave its wait. Any thread.
	 */
	final boolean mayLeaveWait() {
		return this.listener.resources().threads() != null && this.streams.reader().mayLeaveWait();
	}

	private void endFrame() {
		watch().endFrame();
		this.streams.frames().trimAfterFrame();
		this.streams.input().recordFrame();
	}

	/**
	 * Answer a frame after which the next one can be read.
	 */
	private void skipFrame(FrameException why) throws IOException {
		CloseReason stop = answerPrevious();
		if (stop != null) {
			return;
		}
		logRejected(why);
		this.journal.countRejectedFrame(why.code().tag());
		byte[] answer = why.answer();
		try {
			if (answer != null) {
				this.replies.writeUnframed(answer);
			}
			else {
				EncodedReply reply = this.encoder.fail(why);
				// without an error reply, the connection stays open all the same
				if (reply.bytes() != null) {
					this.replies.write(reply);
				}
			}
		}
		finally {
			this.journal.logRejectedFrame(why.code().tag(), this.replies.takeSize());
		}
	}

	/**
	 * Answer the requests before the frame that was read last.
	 * @return the reason to end before all of them have been answered, or {@code null}
	 */
	abstract @Nullable CloseReason answerPrevious() throws IOException;

	/**
	 * Whether a message was an answer to a heartbeat or an ask. Such an answer is taken
	 * here.
	 */
	final boolean isAnswer(byte[] frame) {
		Session session = this.connection.session();
		if (session == null || !session.accept(frame)) {
			return false;
		}
		this.listener.requests().outstanding().releasePayload(this.streams.frames().takePayloadCharge());
		return true;
	}

	/**
	 * Read a frame when the target of an earlier request can be reached.
	 * @return as {@link #readFrame()}, or {@code null} if the connection must end first
	 */
	final byte @Nullable [] readNextFrame() throws IOException {
		return awaitTarget() ? readFrame() : null;
	}

	/**
	 * Wait before the next read while the target of an earlier request cannot be reached,
	 * if the route says so: the system holds the client back.
	 * @return {@code false} if the connection must end first
	 */
	private boolean awaitTarget() throws IOException {
		return !this.target.isDown() || this.streams.input().await(this.target);
	}

	/**
	 * Wait before the next request until the gate's rate allows it.
	 * @param now the current {@link System#nanoTime()}
	 * @return the {@link System#nanoTime()} after the wait
	 */
	final long awaitRate(RequestGate gate, long now) throws IOException {
		long time = now;
		long left = gate.delay(time);
		while (left > 0 && reasonToStop() == null) {
			pause(left);
			time = System.nanoTime();
			left = gate.delay(time);
		}
		return time;
	}

	/**
	 * Wait while no further request may be read. May return before the time is over.
	 */
	abstract void pause(long nanos) throws IOException;

	/**
	 * Admit a request, or set its error reply.
	 */
	final boolean admit(RequestExchange exchange, RequestGate gate, long now) {
		this.journal.recordRequest();
		ErrorCode refusal = this.listener.requests().outstanding().refusal();
		if (refusal == null) {
			refusal = gate.enter(now);
		}
		if (refusal == null) {
			exchange.enter();
			return true;
		}
		exchange.fail(new TcpHandlerException(refusal,
				(refusal == ErrorCode.BUSY) ? "too many requests are in flight" : "too many requests a second"));
		return false;
	}

	/**
	 * Send a request into the listener's flow, unless it only names its session.
	 */
	final void dispatch(RequestExchange exchange) {
		try {
			byte[] answer = identify(exchange);
			if (answer == null) {
				this.connection.dispatch(exchange);
			}
			else {
				byte[] reply = this.connection.framing().toReply(answer, exchange.request().getPayload());
				exchange.send(new GenericMessage<>(reply));
			}
		}
		catch (Throwable ex) {
			exchange.fail(ex);
		}
		if (exchange.target() != Availability.ALWAYS) {
			this.target = exchange.target();
		}
	}

	/**
	 * Name the session by a request, if the listener does so.
	 * @return the reply without its framing, or {@code null} if the request is to be
	 * routed
	 */
	private byte @Nullable [] identify(RequestExchange exchange) {
		IdentityRule rule = this.listener.sessions().policy().rule();
		Session session = rule.isActive() ? this.connection.session() : null;
		return (session != null) ? rule.answer(session, exchange.request()) : null;
	}

	/**
	 * Write the reply of a request, and record its end.
	 * @param failure the exception that caused the outcome, if any
	 * @return the {@link System#nanoTime()} after the write
	 */
	final long write(EncodedReply reply, RequestExchange exchange, @Nullable Throwable failure) throws IOException {
		String outcome = ErrorCode.HANDLER_ERROR.tag();
		long now = 0;
		try {
			outcome = this.replies.write(reply);
		}
		catch (IOException ex) {
			outcome = outcomeOf(ex);
			throw ex;
		}
		finally {
			now = this.journal.countEnd(exchange, outcome, failure);
			this.journal.logEnd(exchange, outcome, now, this.replies.takeSize());
		}
		return now;
	}

	private String outcomeOf(IOException failure) {
		return (failure instanceof RefusedException) ? ErrorCode.HANDLER_ERROR.tag() : outcomeOfUnwritten();
	}

	/**
	 * The outcome of a request whose reply could not be written.
	 */
	final String outcomeOfUnwritten() {
		ConnectionLifecycle lifecycle = this.connection.lifecycle();
		boolean reset = !lifecycle.isClosed() || lifecycle.reason() == CloseReason.CLIENT_RESET;
		return reset ? CloseReason.CLIENT_RESET.tag() : ErrorCode.HANDLER_ERROR.tag();
	}

	/**
	 * Record the end of a request, and yield to other connections if this one has used up
	 * its share.
	 */
	final void yieldIfDue(long now) throws IOException {
		this.deadlines.recordServed(now);
		FairShare share = this.streams.input().share();
		share.recordWork(now);
		if (share.mustYieldNow()) {
			share.yieldTurn();
		}
	}

	/**
	 * The reason to read no further request.
	 * @param now the current {@link System#nanoTime()}
	 * @return {@code null} to go on
	 */
	final @Nullable CloseReason reasonToEnd(long now) throws IOException {
		CloseReason reason = reasonToStop();
		if (reason == null
				&& (this.deadlines.isOverdue(now) || (this.deadlines.endsAfterReply(now) && isBetweenMessages()))) {
			reason = this.deadlines.endReason(now);
		}
		return reason;
	}

	/**
	 * Whether everything that the client has sent, as far as it has arrived, has been
	 * read, and no ask awaits its answer.
	 */
	private boolean isBetweenMessages() throws IOException {
		return this.streams.frames().isEmpty() && !this.connection.isAsking() && !this.streams.input().hasArrived();
	}

	/**
	 * The reason to write no further reply: the connection has been closed, or a reply
	 * closes it.
	 */
	final @Nullable CloseReason reasonToStop() {
		CloseReason closed = closeReason();
		return (closed != null) ? closed : replies().reasonToClose();
	}

	/**
	 * The close reason of a connection that has been closed.
	 */
	final @Nullable CloseReason closeReason() {
		ConnectionLifecycle lifecycle = this.connection.lifecycle();
		return lifecycle.isClosed() ? lifecycle.reason() : null;
	}

	/**
	 * Write the error reply for input that is not a frame.
	 */
	private void rejectFrame(ErrorCode code, IOException why) throws IOException {
		logRejected(why);
		watch().breakFrame();
		this.connection.recordFailure(why);
		// release the buffers, because the client may take its time to read the error
		// reply
		this.streams.frames().discard();
		this.journal.countRejectedFrame(code.tag());
		try {
			this.replies.write(this.encoder.fail(code, String.valueOf(why.getMessage())));
		}
		finally {
			this.journal.logRejectedFrame(code.tag(), this.replies.takeSize());
		}
	}

	private void logRejected(IOException why) {
		log.debug("[{}] connection {} sent no frame: {}", this.listener.name(), this.connection.getConnectionId(),
				why.getMessage());
	}

}

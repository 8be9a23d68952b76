package io.sluice.connection;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

import io.sluice.CloseReason;
import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.framing.FrameException;
import io.sluice.spi.RefusedException;
import io.sluice.spi.RequestGate;
import io.sluice.telemetry.ListenerMetrics;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.ErrorMessage;

/**
 * The way of a message on one connection: the loop reads a frame, admits it, dispatches
 * it, awaits its result, writes the reply, and goes on with the next frame. Used by the
 * connection's thread; {@link RequestWatch} is for the others.
 */
@Slf4j(topic = "io.sluice.listener")
final class RequestLoop {

	private final ListenerContext listener;

	private final ConnectionAdapter connection;

	private final ConnectionStreams streams;

	private final ConnectionDeadlines deadlines;

	private final ReplyWriter replies;

	private final ConnectionJournal journal;

	private final RequestWatch watch;

	RequestLoop(ListenerContext listener, ConnectionAdapter connection, ConnectionStreams streams,
			ConnectionDeadlines deadlines) {
		this.listener = listener;
		this.connection = connection;
		this.streams = streams;
		this.deadlines = deadlines;
		this.replies = new ReplyWriter(listener, connection, streams.output());
		this.journal = new ConnectionJournal(listener, connection);
		this.watch = new RequestWatch(listener, connection, streams, this.replies, this.journal);
	}

	ReplyWriter replies() {
		return this.replies;
	}

	ConnectionJournal journal() {
		return this.journal;
	}

	/**
	 * The request in progress, for other threads.
	 */
	RequestWatch watch() {
		return this.watch;
	}

	/**
	 * Serve requests until the connection must end.
	 * @param gate admits the requests
	 * @return the close reason
	 */
	CloseReason run(RequestGate gate) throws IOException {
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
		catch (OverheadException ex) {
			log.debug("[{}] connection {} sends no data: {}", this.listener.name(), this.connection.getConnectionId(),
					ex.getMessage());
			return CloseReason.OVERHEAD_LIMIT;
		}
		catch (EOFException ex) {
			this.watch.breakFrame();
			this.connection.noteFailure(ex);
			log.debug("[{}] connection {} ended inside a frame", this.listener.name(),
					this.connection.getConnectionId());
			return this.connection.lifecycle().reasonOr(CloseReason.CLIENT_CLOSED);
		}
		finally {
			// release the buffers, because the client may take its time to close
			this.streams.frames().discard();
		}
	}

	private CloseReason serve(RequestGate gate) throws IOException {
		// the clock is read once per request, at its end, unless the socket had to be
		// read in between
		long now = System.nanoTime();
		CloseReason reason = closeReason();
		while (reason == null) {
			byte[] frame = readFrame();
			if (frame == null) {
				return this.connection.lifecycle().reasonOr(CloseReason.CLIENT_CLOSED);
			}
			now = awaitRate(gate, Math.max(now, this.streams.input().readAt()));
			RequestExchange exchange = begin(frame, gate, now);
			try {
				if (this.connection.lifecycle().isClosed()) {
					return discard(exchange);
				}
				if (admit(exchange, gate, now)) {
					dispatch(exchange);
				}
				now = conclude(exchange, exchange.await());
			}
			finally {
				end(exchange);
			}
			takeTurn(now);
			reason = reasonToEnd(now);
		}
		return reason;
	}

	private byte @Nullable [] readFrame() throws IOException {
		this.watch.beginFrame();
		byte[] frame = this.listener.protocol().framing().read(this.streams.frames());
		if (frame != null) {
			this.watch.endFrame();
			this.streams.frames().trimAfterFrame();
			this.streams.input().recordFrame();
		}
		return frame;
	}

	/**
	 * Wait before the next request until the gate's rate allows it.
	 */
	private long awaitRate(RequestGate gate, long now) throws IOException {
		long time = now;
		long left = gate.delay(time);
		while (left > 0 && !this.connection.lifecycle().isClosed()) {
			this.streams.output().flush();
			LockSupport.parkNanos(this, left);
			// a park returns at once while the interrupt flag is set
			Thread.interrupted();
			time = System.nanoTime();
			left = gate.delay(time);
		}
		return time;
	}

	private RequestExchange begin(byte[] frame, RequestGate gate, long now) {
		RequestExchange exchange = new RequestExchange(this.listener, this.connection, gate, frame, now);
		exchange.chargePayload(this.streams.frames().takePayloadCharge());
		this.watch.begin(exchange);
		return exchange;
	}

	/**
	 * Admit a request, or set its error reply.
	 */
	private boolean admit(RequestExchange exchange, RequestGate gate, long now) {
		this.journal.recordRequest();
		if (this.streams.output().isHolding()) {
			this.listener.resources().flusher().flushSoon(this.streams.output());
		}
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

	private void dispatch(RequestExchange exchange) {
		try {
			this.connection.dispatch(exchange);
		}
		catch (Throwable ex) {
			exchange.fail(ex);
		}
	}

	/**
	 * Discard a request, because the connection has been closed. The thread that closed
	 * the connection may have run before the request existed, or may be about to
	 * interrupt it.
	 */
	private CloseReason discard(RequestExchange exchange) {
		exchange.await();
		if (!exchange.isOutstanding()) {
			this.journal.countEnd(exchange, ErrorCode.HANDLER_ERROR.tag(), null);
		}
		return this.connection.lifecycle().reasonOr(CloseReason.SERVER_ERROR);
	}

	/**
	 * Write the result of a request.
	 * @return the {@link System#nanoTime()} after the write
	 */
	private long conclude(RequestExchange exchange, Object result) throws IOException {
		if (exchange.isOutstanding()) {
			// the thread that ended the request has recorded the end
			return System.nanoTime();
		}
		String outcome = ErrorCode.HANDLER_ERROR.tag();
		long now = 0;
		try {
			outcome = switch (result) {
				case RequestEnd.NO_REPLY -> this.replies.reply(null, exchange);
				case ErrorMessage failure -> this.replies.fail(failure.getPayload(), exchange);
				case Message<?> reply -> this.replies.reply(reply, exchange);
				default -> outcome;
			};
		}
		catch (IOException ex) {
			outcome = outcomeOf(ex);
			throw ex;
		}
		finally {
			now = this.journal.countEnd(exchange, outcome,
					(result instanceof ErrorMessage failure) ? failure.getPayload() : null);
			this.journal.logEnd(exchange, outcome, now, this.replies.takeSize());
		}
		return now;
	}

	/**
	 * The outcome of a request whose reply could not be written.
	 */
	private String outcomeOf(IOException failure) {
		ConnectionLifecycle lifecycle = this.connection.lifecycle();
		boolean reset = !(failure instanceof RefusedException)
				&& (!lifecycle.isClosed() || lifecycle.reason() == CloseReason.CLIENT_RESET);
		return reset ? CloseReason.CLIENT_RESET.tag() : ErrorCode.HANDLER_ERROR.tag();
	}

	private void end(RequestExchange exchange) {
		exchange.release();
		exchange.observed().leave();
		this.watch.end(exchange);
	}

	/**
	 * Yield to other connections if this one has used up its share.
	 */
	private void takeTurn(long now) throws IOException {
		this.deadlines.recordServed(now);
		FairShare share = this.streams.input().share();
		share.recordWork(now);
		if (share.mustYieldNow()) {
			share.yieldTurn();
		}
	}

	private @Nullable CloseReason reasonToEnd(long now) {
		boolean betweenFrames = this.streams.frames().isEmpty();
		CloseReason reason = closeReason();
		if (reason == null) {
			reason = this.replies.reasonToClose();
		}
		if (reason == null && this.deadlines.isPastAge(now, betweenFrames)) {
			reason = CloseReason.MAX_AGE;
		}
		if (reason == null && this.connection.lifecycle().isAtLastReply() && betweenFrames) {
			reason = CloseReason.DRAINING;
		}
		return reason;
	}

	private @Nullable CloseReason closeReason() {
		ConnectionLifecycle lifecycle = this.connection.lifecycle();
		return lifecycle.isClosed() ? lifecycle.reason() : null;
	}

	/**
	 * Write the error reply for input that is not a frame.
	 */
	private void rejectFrame(ErrorCode code, IOException why) throws IOException {
		log.debug("[{}] connection {} sent no frame: {}", this.listener.name(), this.connection.getConnectionId(),
				why.getMessage());
		this.watch.breakFrame();
		this.connection.noteFailure(why);
		// release the buffers, because the client may take its time to read the error
		// reply
		this.streams.frames().discard();
		this.journal.countRejectedFrame(code.tag());
		try {
			this.replies.fail(code, String.valueOf(why.getMessage()), null);
		}
		finally {
			this.journal.logRejectedFrame(code.tag(), this.replies.takeSize());
		}
	}

}

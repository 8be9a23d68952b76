package io.sluice.connection;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

import io.sluice.CloseReason;
import io.sluice.ErrorCode;
import io.sluice.spi.RequestGate;
import io.sluice.spi.RequestObserver;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.support.ErrorMessage;

/**
 * Answers one request after another: the loop reads a frame, admits it, dispatches it,
 * awaits its result, writes the reply, and goes on with the next frame. The connection's
 * thread runs the target.
 */
final class SerialLoop extends RequestLoop {

	private final ListenerContext listener;

	private final ConnectionAdapter connection;

	private final ConnectionStreams streams;

	private final SerialWatch watch;

	SerialLoop(ListenerContext listener, ConnectionAdapter connection, ConnectionStreams streams,
			ConnectionDeadlines deadlines) {
		super(listener, connection, streams, deadlines);
		this.listener = listener;
		this.connection = connection;
		this.streams = streams;
		this.watch = new SerialWatch(listener, connection, streams, this);
	}

	@Override
	SerialWatch watch() {
		return this.watch;
	}

	@Override
	boolean isReading() {
		return !this.watch.isAnswering() && !this.streams.input().isHeld();
	}

	@Override
	@Nullable CloseReason serve(RequestGate gate) throws IOException {
		// the clock is read once per request, at its end, unless the socket had to be
		// read in between
		long now = System.nanoTime();
		CloseReason reason = closeReason();
		while (reason == null) {
			byte[] frame = isQuiet() ? QUIET : readNextFrame();
			if (frame == QUIET) {
				return null;
			}
			if (frame == null || this.connection.isRevoked(gate)) {
				return this.connection.lifecycle().reasonOr(CloseReason.CLIENT_CLOSED);
			}
			if (frame == REJECTED || isAnswer(frame)) {
				now = System.nanoTime();
				yieldIfDue(now);
				reason = (frame == REJECTED) ? reasonToEnd(now) : reasonToStop();
				continue;
			}
			now = awaitRate(gate, Math.max(now, this.streams.input().readAt()));
			SerialExchange exchange = begin(frame, gate, now);
			RequestObserver.Scope scope = exchange.observed().enter();
			try {
				if (this.connection.isRevoked(gate) || this.connection.lifecycle().isClosed()) {
					return discard(exchange);
				}
				if (admit(exchange, gate, now)) {
					dispatch(exchange);
				}
				now = conclude(exchange, await(exchange));
			}
			finally {
				exchange.release();
				scope.leave();
				this.watch.end(exchange);
			}
			yieldIfDue(now);
			reason = reasonToEnd(now);
		}
		return reason;
	}

	@Override
	@Nullable CloseReason answerPrevious() {
		return reasonToStop();
	}

	@Override
	void pause(long nanos) throws IOException {
		this.streams.output().flush();
		LockSupport.parkNanos(this, nanos);
		// a park returns at once while the interrupt flag is set
		Thread.interrupted();
	}

	private SerialExchange begin(byte[] frame, RequestGate gate, long now) {
		SerialExchange exchange = new SerialExchange(this.listener, this.connection, gate, frame, now);
		exchange.takeOver(this.streams.frames());
		this.watch.begin(exchange);
		if (this.streams.output().isHolding()) {
			this.listener.resources().flusher().flushSoon(this.streams.output());
		}
		return exchange;
	}

	private Object await(SerialExchange exchange) {
		Object result = exchange.await();
		if (exchange.hasWaited()) {
			this.streams.input().share().recordRest(System.nanoTime());
		}
		this.streams.input().awaitProbe();
		return result;
	}

	/**
	 * Discard a request, because the connection has been closed. The thread that closed
	 * the connection may have run before the request existed, or may be about to
	 * interrupt it.
	 */
	private CloseReason discard(SerialExchange exchange) {
		await(exchange);
		if (!exchange.isOutstanding()) {
			journal().countEnd(exchange, ErrorCode.HANDLER_ERROR.tag(), null);
		}
		return this.connection.lifecycle().reasonOr(CloseReason.SERVER_ERROR);
	}

	/**
	 * Write the result of a request.
	 * @return the {@link System#nanoTime()} after the write
	 */
	private long conclude(SerialExchange exchange, Object result) throws IOException {
		if (exchange.isOutstanding()) {
			// the thread that ended the request has recorded the end
			return System.nanoTime();
		}
		return write(encoder().encode(result, exchange), exchange,
				(result instanceof ErrorMessage failure) ? failure.getPayload() : null);
	}

}

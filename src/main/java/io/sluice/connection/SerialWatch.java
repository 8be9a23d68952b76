package io.sluice.connection;

import java.io.IOException;

import io.sluice.CloseReason;
import io.sluice.ErrorCode;
import io.sluice.process.DurationText;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The one request in progress of a connection that answers one after another. Where its
 * target runs on the connection's thread, another thread answers it at its deadline.
 */
@Slf4j(topic = "io.sluice.listener")
final class SerialWatch extends RequestWatch {

	private final ListenerContext listener;

	private final ConnectionContext connection;

	private final ConnectionStreams streams;

	private final RequestLoop loop;

	/** The request in progress; {@code null} on an idle connection. */
	private volatile @Nullable SerialExchange current;

	/**
	 * The route of the latest request that has ended; written before {@link #current},
	 * read after it.
	 */
	private @Nullable String lastRoute;

	SerialWatch(ListenerContext listener, ConnectionContext connection, ConnectionStreams streams, RequestLoop loop) {
		super(connection, streams);
		this.listener = listener;
		this.connection = connection;
		this.streams = streams;
		this.loop = loop;
	}

	/**
	 * Begin to watch a request. Called by the connection's thread.
	 */
	void begin(SerialExchange exchange) {
		this.current = exchange;
	}

	/**
	 * Stop watching a request. Called by the connection's thread.
	 */
	void end(SerialExchange exchange) {
		this.lastRoute = exchange.route();
		this.current = null;
	}

	@Override
	@Nullable String route() {
		SerialExchange exchange = this.current;
		return (exchange != null) ? exchange.route() : this.lastRoute;
	}

	@Override
	byte[] payload() {
		SerialExchange exchange = this.current;
		if (exchange == null) {
			throw new IllegalStateException("[%s] no request is in progress".formatted(this.listener.name()));
		}
		return exchange.request().getPayload();
	}

	@Override
	int handled() {
		SerialExchange exchange = this.current;
		return (exchange != null && !exchange.isOver()) ? 1 : 0;
	}

	@Override
	boolean isAnswering() {
		return this.current != null;
	}

	@Override
	boolean isReplying() {
		SerialExchange exchange = this.current;
		return exchange != null && exchange.isReplied();
	}

	/**
	 * Whether the client has reset the connection while its request is at a target. Only
	 * requests older than one sweep are checked, so that short requests cost no system
	 * call. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 */
	@Override
	boolean isReset(long now) {
		SerialExchange exchange = this.current;
		return exchange != null && now - exchange.startedAt() >= ConnectionDeadlines.SWEEP_NANOS
				&& this.streams.input().isReset(() -> !exchange.isOver());
	}

	@Override
	void checkDeadlines(long now) {
		SerialExchange exchange = this.current;
		if (exchange != null) {
			if (exchange.expire(now)) {
				answerTimeoutSoon(exchange);
			}
			else if (exchange.isIgnoringDeadline(now)) {
				closeAfterTimeout(exchange);
			}
		}
	}

	/**
	 * Write the {@code TIMEOUT} reply on a thread that may block, because the target may
	 * still run on the connection's thread.
	 */
	private void answerTimeoutSoon(SerialExchange exchange) {
		try {
			this.listener.resources().flusher().execute(this.streams.output(), () -> answerTimeout(exchange));
		}
		catch (RuntimeException | Error ex) {
			// no thread can be created, or no memory is left for one
			this.connection.closeNow(CloseReason.SERVER_ERROR);
			exchange.settle();
			this.loop.journal().countEnd(exchange, ErrorCode.TIMEOUT.tag(), ex);
			throw ex;
		}
	}

	private void answerTimeout(SerialExchange exchange) {
		CloseReason reason = null;
		try {
			writeTimeout(exchange);
			this.streams.output().flush();
			reason = this.loop.replies().reasonToClose();
			if (reason != null) {
				this.connection.endOutput(reason);
			}
		}
		catch (IOException ex) {
			this.connection.recordFailure(ex);
			this.connection.closeNow(CloseReason.CLIENT_RESET);
		}
		catch (RuntimeException | Error ex) {
			log.error("[{}] the reply to a timeout failed", this.listener.name(), ex);
			this.connection.recordFailure(ex);
			this.connection.closeNow(CloseReason.SERVER_ERROR);
		}
		finally {
			settle(exchange, reason);
		}
	}

	private void writeTimeout(SerialExchange exchange) throws IOException {
		// count first: the client may read the metrics as soon as it has the reply
		long now = this.loop.journal().countEnd(exchange, ErrorCode.TIMEOUT.tag(), null);
		try {
			this.loop.replies().write(this.loop.encoder().timeout(exchange));
		}
		finally {
			this.loop.journal().logEnd(exchange, ErrorCode.TIMEOUT.tag(), now, this.loop.replies().takeSize());
		}
	}

	/**
	 * Let the connection's thread go on before a close that has to wait for the client,
	 * because a shared thread must not wait.
	 */
	private void settle(SerialExchange exchange, @Nullable CloseReason reason) {
		if (reason == null) {
			exchange.settle();
			return;
		}
		boolean started = false;
		try {
			Thread.startVirtualThread(() -> lingerAndSettle(exchange, reason));
			started = true;
		}
		finally {
			if (!started) {
				// there is no memory for a thread
				this.connection.closeNow(reason);
				exchange.settle();
			}
		}
	}

	private void lingerAndSettle(SerialExchange exchange, CloseReason reason) {
		try {
			this.connection.lingerAndClose(reason);
		}
		finally {
			exchange.settle();
		}
	}

	/**
	 * Close the connection of a handler that still runs too long after its request has
	 * ended: its thread cannot be stopped.
	 */
	private void closeAfterTimeout(SerialExchange exchange) {
		if (this.connection.closeNow(CloseReason.SERVER_ERROR)) {
			this.listener.requests()
				.outstanding()
				.lateTargets()
				.log(log, "[{}] route '{}' {} for {}; connection {} closed", this.listener.name(), exchange.route(),
						this.listener.requests().targets().isInterruptedLate() ? "ignored its interrupt"
								: "went on after its timeout",
						DurationText.of(this.listener.protocol().timeouts().request()),
						this.connection.getConnectionId());
		}
	}

	@Override
	void disconnect(CloseReason reason) {
		SerialExchange exchange = this.current;
		if (exchange == null || !exchange.disconnect(this.listener.requests().targets().isInterruptedAfter(reason))) {
			return;
		}
		try {
			this.loop.journal()
				.countDisconnect(exchange,
						(reason == CloseReason.CLIENT_RESET) ? reason.tag() : ErrorCode.HANDLER_ERROR.tag());
		}
		finally {
			exchange.settle();
		}
	}

}

package io.sluice.connection;

import java.io.IOException;

import io.sluice.CloseReason;
import io.sluice.ErrorCode;
import io.sluice.connection.RequestExchange.Deadline;
import io.sluice.telemetry.Phase;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The request in progress of a connection, for other threads. They see what the
 * connection is doing; the sweeper ends the request at its deadline, and the thread that
 * closes the connection ends it with the connection.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
final class RequestWatch {

	private final ListenerContext listener;

	private final ConnectionContext connection;

	private final ConnectionStreams streams;

	private final ReplyWriter replies;

	private final ConnectionJournal journal;

	/** The request in progress; {@code null} on an idle connection. */
	private volatile @Nullable RequestExchange current;

	/**
	 * The route of the latest request that has ended; written before {@link #current},
	 * read after it.
	 */
	private @Nullable String lastRoute;

	/** Whether a frame is being read. Not volatile: a stale value does no harm. */
	private boolean reading;

	/** Whether the input ended inside a frame. Not volatile either. */
	private boolean frameBroken;

	/**
	 * Record that a frame is being read. Called by the connection's thread.
	 */
	void beginFrame() {
		this.reading = true;
	}

	/**
	 * Record that a frame has been read. Called by the connection's thread.
	 */
	void endFrame() {
		this.reading = false;
	}

	/**
	 * Record that the input is not a whole frame. Called by the connection's thread.
	 */
	void breakFrame() {
		this.frameBroken = true;
	}

	/**
	 * Begin to watch a request. Called by the connection's thread.
	 */
	void begin(RequestExchange exchange) {
		this.current = exchange;
	}

	/**
	 * Stop watching a request. Called by the connection's thread.
	 */
	void end(RequestExchange exchange) {
		this.lastRoute = exchange.route();
		this.current = null;
	}

	/**
	 * The route of the latest request. Any thread.
	 */
	@Nullable String route() {
		RequestExchange exchange = this.current;
		return (exchange != null) ? exchange.route() : this.lastRoute;
	}

	/**
	 * The payload of the request in progress. Any thread.
	 * @throws IllegalStateException if there is none
	 */
	byte[] payload() {
		RequestExchange exchange = this.current;
		if (exchange == null) {
			throw new IllegalStateException("[%s] no request is under way".formatted(this.listener.name()));
		}
		return exchange.request().getPayload();
	}

	/**
	 * Whether a request is being handled. Any thread.
	 */
	boolean isHandling() {
		RequestExchange exchange = this.current;
		return exchange != null && !exchange.isOver();
	}

	/**
	 * Whether a request is being handled, or its reply is being written. Any thread.
	 */
	boolean isAnswering() {
		return this.current != null;
	}

	/**
	 * The phase of the connection. Any thread.
	 */
	Phase phase() {
		if (this.connection.lifecycle().isOpening()) {
			return Phase.HANDSHAKE;
		}
		if (this.frameBroken) {
			return Phase.FRAME;
		}
		ReplyOutput output = this.streams.output();
		if (output.hasUnfinishedWrite()) {
			return Phase.REPLY;
		}
		if (isHandling()) {
			return Phase.REQUEST;
		}
		if (output.isHolding()) {
			return Phase.REPLY;
		}
		return (this.reading && !this.streams.frames().isEmpty()) ? Phase.FRAME : Phase.IDLE;
	}

	/**
	 * Whether the client has reset the connection while its request is at a target. Only
	 * requests older than one sweep are checked, so that short requests cost no system
	 * call. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 */
	boolean isReset(long now) {
		RequestExchange exchange = this.current;
		return exchange != null && now - exchange.startedAt() >= ConnectionDeadlines.SWEEP_NANOS
				&& exchange.isReset(this.streams.socket());
	}

	/**
	 * Check the deadline of the request in progress. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 */
	void checkDeadline(long now) {
		RequestExchange exchange = this.current;
		if (exchange != null) {
			Deadline deadline = exchange.checkDeadline(now);
			if (deadline == Deadline.PASSED) {
				answerTimeoutSoon(exchange);
			}
			else if (deadline == Deadline.IGNORED) {
				closeAfterTimeout(exchange);
			}
		}
	}

	/**
	 * Write the {@code TIMEOUT} reply on a thread that may block, because the target may
	 * still run on the connection's thread.
	 */
	private void answerTimeoutSoon(RequestExchange exchange) {
		try {
			this.listener.resources().flusher().execute(this.streams.output(), () -> answerTimeout(exchange));
		}
		catch (RuntimeException | Error ex) {
			// no thread can be created, or no memory is left for one
			this.connection.closeNow(CloseReason.SERVER_ERROR);
			exchange.settle();
			this.journal.countEnd(exchange, ErrorCode.TIMEOUT.tag(), ex);
			throw ex;
		}
	}

	private void answerTimeout(RequestExchange exchange) {
		CloseReason reason = null;
		try {
			writeTimeout(exchange);
			this.streams.output().flush();
			reason = this.replies.reasonToClose();
			if (reason != null) {
				this.connection.endOutput(reason);
			}
		}
		catch (IOException ex) {
			this.connection.noteFailure(ex);
			this.connection.closeNow(CloseReason.CLIENT_RESET);
		}
		catch (RuntimeException | Error ex) {
			log.error("[{}] the reply to a timeout failed", this.listener.name(), ex);
			this.connection.noteFailure(ex);
			this.connection.closeNow(CloseReason.SERVER_ERROR);
		}
		finally {
			settle(exchange, reason);
		}
	}

	private void writeTimeout(RequestExchange exchange) throws IOException {
		// count first: the client may read the metrics as soon as it has the reply
		long now = this.journal.countEnd(exchange, ErrorCode.TIMEOUT.tag(), null);
		try {
			this.replies.fail(ErrorCode.TIMEOUT,
					"no reply within " + Timeouts.readable(this.listener.protocol().timeouts().request()), exchange);
		}
		finally {
			this.journal.logEnd(exchange, ErrorCode.TIMEOUT.tag(), now, this.replies.takeSize());
		}
	}

	/**
	 * Let the connection's thread go on before a close that has to wait for the client,
	 * because a shared thread must not wait.
	 */
	private void settle(RequestExchange exchange, @Nullable CloseReason reason) {
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

	private void lingerAndSettle(RequestExchange exchange, CloseReason reason) {
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
	private void closeAfterTimeout(RequestExchange exchange) {
		if (this.connection.closeNow(CloseReason.SERVER_ERROR)) {
			this.listener.requests()
				.outstanding()
				.lateTargets()
				.log(log, "[{}] route '{}' {} for {}; connection {} closed", this.listener.name(), exchange.route(),
						this.listener.requests().targets().isInterruptedLate() ? "ignored its interrupt"
								: "went on after its timeout",
						Timeouts.readable(this.listener.protocol().timeouts().request()),
						this.connection.getConnectionId());
		}
	}

	/**
	 * End the request in progress, because the connection has been closed. Any thread.
	 * @param reason what closed it
	 */
	void disconnect(CloseReason reason) {
		RequestExchange exchange = this.current;
		if (exchange == null || !exchange.disconnect(this.listener.requests().targets().isInterruptedAfter(reason))) {
			return;
		}
		try {
			this.journal.countDisconnect(exchange,
					(reason == CloseReason.CLIENT_RESET) ? reason.tag() : ErrorCode.HANDLER_ERROR.tag());
		}
		finally {
			exchange.settle();
		}
	}

}

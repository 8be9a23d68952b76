package io.sluice.connection;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

import io.sluice.CloseReason;
import io.sluice.framing.BrokenFramingException;
import io.sluice.spi.Delivery;
import io.sluice.spi.FrameException;
import io.sluice.spi.RequestGate;
import io.sluice.spi.RequestObserver;
import io.sluice.telemetry.ListenerMetrics;
import org.jspecify.annotations.Nullable;

/**
 * Has several requests of a connection at their targets at once. The connection's thread
 * reads, and only it writes: a request that is finished wakes it, also from a wait for
 * input. Replies leave in the order of the requests, unless the listener says otherwise.
 */
final class PipelinedLoop extends RequestLoop implements FinishedReplies {

	private final ListenerContext listener;

	private final ConnectionAdapter connection;

	private final ConnectionStreams streams;

	private final ConnectionDeadlines deadlines;

	private final Pipeline pipeline;

	private final PipelinedWatch watch;

	/**
	 * The requests that wait for their turn at their targets; {@code null} if none has to
	 * wait.
	 */
	private final @Nullable TurnQueue turns;

	/** The requests whose replies have not been written, in their order. */
	private final Deque<PipelinedExchange> slots = new ArrayDeque<>();

	PipelinedLoop(ListenerContext listener, ConnectionAdapter connection, ConnectionStreams streams,
			ConnectionDeadlines deadlines) {
		super(listener, connection, streams, deadlines);
		this.listener = listener;
		this.connection = connection;
		this.streams = streams;
		this.deadlines = deadlines;
		PipelinePolicy policy = listener.requests().pipeline();
		this.turns = (policy.concurrency() < policy.depth()) ? new TurnQueue(policy.concurrency()) : null;
		this.pipeline = new Pipeline(listener, streams, encoder(), journal());
		this.watch = new PipelinedWatch(listener, connection, streams, this.pipeline);
		streams.input().writeWhileWaiting(this);
	}

	@Override
	PipelinedWatch watch() {
		return this.watch;
	}

	@Override
	boolean isReading() {
		return !this.streams.input().isHeld();
	}

	@Override
	@Nullable CloseReason serve(RequestGate gate) throws IOException {
		this.pipeline.begin();
		boolean quiet = false;
		try {
			CloseReason reason = serveAll(gate);
			quiet = reason == null;
			return reason;
		}
		catch (FrameException | LateFrameException | OverheadException | EOFException | BrokenFramingException ex) {
			CloseReason reason = answerRest();
			if (reason != null) {
				return reason;
			}
			throw ex;
		}
		finally {
			this.pipeline.end();
			if (!quiet) {
				leaveRest();
			}
		}
	}

	private @Nullable CloseReason serveAll(RequestGate gate) throws IOException {
		long now = System.nanoTime();
		CloseReason reason = reasonToStop();
		while (reason == null) {
			awaitPlace();
			byte[] frame = (reasonToStop() == null) ? next() : null;
			if (frame == QUIET) {
				if (isDone()) {
					return null;
				}
				continue;
			}
			if (frame == null || this.connection.isRevoked(gate)) {
				reason = answerRest();
				return (reason != null) ? reason : this.connection.lifecycle().reasonOr(CloseReason.CLIENT_CLOSED);
			}
			boolean answer = frame != REJECTED && isAnswer(frame);
			if (frame != REJECTED && !answer) {
				now = awaitRate(gate, Math.max(now, this.streams.input().readAt()));
				serve(begin(frame, gate, now), gate, now);
			}
			write();
			now = System.nanoTime();
			yieldIfDue(now);
			reason = answer ? reasonToStop() : reasonToEnd(now);
		}
		CloseReason first = answerRest();
		return (first != null) ? first : reason;
	}

	private byte @Nullable [] next() throws IOException {
		return (isQuiet() && isDone()) ? QUIET : readNextFrame();
	}

	/**
	 * Whether no request is in progress.
	 */
	private boolean isDone() {
		return this.pipeline.open().isEmpty() && isEmpty();
	}

	private PipelinedExchange begin(byte[] frame, RequestGate gate, long now) {
		PipelinedExchange exchange = new PipelinedExchange(this.listener, this.connection, gate, frame, now,
				this.pipeline);
		exchange.takeOver(this.streams.frames());
		this.watch.begin(exchange);
		return exchange;
	}

	/**
	 * Route a request, and send it to its target.
	 */
	private void serve(PipelinedExchange exchange, RequestGate gate, long now) throws IOException {
		RequestObserver.Scope scope = exchange.observed().enter();
		try {
			if (admit(exchange, gate, now)) {
				dispatch(exchange);
			}
		}
		finally {
			scope.leave();
		}
		if (this.listener.requests().pipeline().ordered() && !exchange.isSilent()) {
			this.slots.add(exchange);
		}
		if (this.turns != null && this.turns.isFor(exchange)) {
			this.turns.add(exchange);
		}
		else if (exchange.mode() == Delivery.Mode.ALONE) {
			serveAlone(exchange);
		}
		else {
			TurnQueue.send(exchange);
		}
		CloseReason closed = closeReason();
		if (closed != null) {
			// the thread that closed the connection may not have seen this request
			this.watch.disconnect(closed);
		}
	}

	private void serveAlone(PipelinedExchange exchange) throws IOException {
		while (this.pipeline.open().size() > 1 && isGoingOn(exchange)) {
			awaitSignal(0);
		}
		if (!isGoingOn(exchange)) {
			exchange.abandon();
			return;
		}
		exchange.start();
		while (this.pipeline.open().contains(exchange) && reasonToStop() == null) {
			awaitSignal(0);
		}
	}

	private boolean isGoingOn(PipelinedExchange exchange) {
		return !exchange.isEnded() && reasonToStop() == null;
	}

	/**
	 * Wait until a further request may be read.
	 */
	private void awaitPlace() throws IOException {
		while (isFull() && reasonToStop() == null) {
			awaitSignal(0);
		}
	}

	private boolean isFull() {
		return this.pipeline.isFull() || (this.turns != null && this.turns.isFull());
	}

	@Override
	@Nullable CloseReason answerPrevious() throws IOException {
		return answerRest();
	}

	@Override
	void pause(long nanos) throws IOException {
		awaitSignal(nanos);
	}

	/**
	 * Answer the requests in progress, and read no further one.
	 * @return the reason to end before all of them have been answered, or {@code null}
	 */
	private @Nullable CloseReason answerRest() throws IOException {
		while (!this.pipeline.open().isEmpty() && reasonToStop() == null) {
			awaitSignal(0);
		}
		return reasonToStop();
	}

	/**
	 * Wait for a finished request and write its reply. Does not wait if one has already
	 * signalled, because no further signal may come.
	 * @param nanos the longest time to wait, or 0 for no limit
	 */
	private void awaitSignal(long nanos) throws IOException {
		if (!this.pipeline.isSignalled()) {
			this.streams.output().flush();
			this.pipeline.park(nanos);
			this.streams.input().share().recordRest(System.nanoTime());
		}
		write();
	}

	@Override
	public boolean isEmpty() {
		return !this.pipeline.isSignalled();
	}

	@Override
	public boolean write() throws IOException {
		PipelinedExchange exchange = this.pipeline.poll();
		while (exchange != null) {
			exchange.advance();
			if (exchange.isSilent() || !this.listener.requests().pipeline().ordered()) {
				conclude(exchange);
			}
			exchange = this.pipeline.poll();
		}
		if (this.turns != null) {
			this.turns.advance();
		}
		while (!this.slots.isEmpty() && conclude(this.slots.getFirst())) {
			this.slots.removeFirst();
		}
		return reasonToStop() == null;
	}

	/**
	 * Write the reply of a request if its turn has come.
	 * @return {@code false} if the request is not finished, or if no reply may follow the
	 * latest one
	 */
	private boolean conclude(PipelinedExchange exchange) throws IOException {
		EncodedReply reply = exchange.reply();
		if (reply == null || reasonToStop() != null) {
			return false;
		}
		if (!this.pipeline.remove(exchange, reply)) {
			return true;
		}
		try {
			if (!exchange.isDisconnected()) {
				writeReply(exchange, reply);
			}
		}
		finally {
			exchange.release();
			this.watch.end(exchange);
		}
		return true;
	}

	private void writeReply(PipelinedExchange exchange, EncodedReply reply) throws IOException {
		EncodedReply written = exchange.isSilent() ? reply.withoutBytes() : reply;
		this.deadlines.recordServed(write(written, exchange, exchange.failure()));
		this.streams.input().share().recordOtherWork(exchange.workedNanos());
	}

	/**
	 * Leave the requests that have not been answered, because the connection ends. Those
	 * behind a reply that closes it are dropped; the others end when it is closed.
	 */
	private void leaveRest() {
		for (PipelinedExchange exchange : this.pipeline.open()) {
			if (!exchange.hasBegun()) {
				exchange.abandon();
			}
		}
		if (this.turns != null) {
			this.turns.abandon();
		}
		if (closeReason() == null && replies().reasonToClose() != null) {
			this.pipeline.disconnect(true, ListenerMetrics.DROPPED);
			this.pipeline.close(ListenerMetrics.DROPPED);
		}
		else {
			this.pipeline.close(outcomeOfUnwritten());
		}
	}

}

package io.sluice.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.locks.LockSupport;

import io.sluice.CloseReason;
import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.socket.PolledSocket;
import io.sluice.spi.RequestGate;
import io.sluice.spi.RequestObserver;
import io.sluice.telemetry.ListenerMetrics;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.tcp.connection.TcpListener;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.ErrorMessage;

/**
 * The requests of one connection, one after another: each is handed to the gateway, and
 * what comes of it is written.
 */
@Slf4j(topic = "io.sluice.listener")
final class Requests {

	private final SluiceServerConnectionFactory factory;

	private final SluiceConnection connection;

	private final ReplyOutput output;

	private final ReplyWriter replies;

	/** What they must pass; known when the client's address is. */
	private RequestGate gate = RequestGate.OPEN;

	private final AccessTrail trail;

	/** The one under way: a connection that is idle keeps none. */
	private volatile @Nullable RequestExchange current;

	/** Of the latest one that is over; written before {@link #current}, read after it. */
	private @Nullable String lastRoute;

	Requests(SluiceServerConnectionFactory factory, SluiceConnection connection, ReplyOutput output,
			ReplyWriter replies, AccessTrail trail) {
		this.factory = factory;
		this.connection = connection;
		this.output = output;
		this.replies = replies;
		this.trail = trail;
	}

	/**
	 * Begin.
	 * @param client the client's address
	 */
	void open(InetAddress client) {
		this.gate = this.factory.newGate(client);
	}

	SluiceConnection connection() {
		return this.connection;
	}

	RequestObserver observer() {
		return this.factory.observer();
	}

	/**
	 * Have a request answered. Called by the connection's own thread.
	 * @param frame the request
	 * @param counted what it takes of the memory for clients until it and its target have
	 * ended, or 0
	 * @param now the current {@link System#nanoTime()}
	 * @return the time when it has been answered
	 */
	long serve(byte[] frame, int counted, long now) throws IOException {
		RequestExchange exchange = new RequestExchange(this, frame, now);
		exchange.countPayload(counted);
		this.current = exchange;
		try {
			return serve(exchange, now);
		}
		finally {
			if (!exchange.isOutstanding()) {
				this.factory.outstanding().releasePayload(counted);
			}
			exchange.observed().leave();
			this.lastRoute = exchange.route();
			this.current = null;
		}
	}

	private long serve(RequestExchange exchange, long now) throws IOException {
		if (this.connection.isClosed()) {
			// whoever closed it may have looked for a request before there was one, or is
			// about to interrupt this one's thread
			exchange.await();
			return exchange.isOutstanding() ? System.nanoTime() : ended(exchange, ErrorCode.HANDLER_ERROR.tag(), null);
		}
		this.trail.requestBegun();
		if (this.output.isHolding()) {
			this.factory.flusher().flushSoon(this.output);
		}
		RequestGate entered = this.gate;
		ErrorCode refused = isFull() ? ErrorCode.BUSY : entered.enter(now);
		if (refused != null) {
			return refuse(exchange, refused);
		}
		exchange.enter();
		try {
			dispatch(exchange);
			return conclude(exchange, exchange.await());
		}
		finally {
			if (!exchange.isOutstanding()) {
				entered.leave();
			}
		}
	}

	private boolean isFull() {
		boolean full = this.factory.outstanding().isFull();
		if (full) {
			this.factory.outstanding().warnFull();
		}
		return full;
	}

	/**
	 * Answer a request that is not handled.
	 */
	private long refuse(RequestExchange exchange, ErrorCode code) throws IOException {
		TcpHandlerException refusal = new TcpHandlerException(code,
				(code == ErrorCode.BUSY) ? "too many requests are in flight" : "too many requests a second");
		exchange.fail(refusal);
		return conclude(exchange, exchange.await());
	}

	/**
	 * Read no further request until the gate opens.
	 * @param now the current {@link System#nanoTime()}
	 * @return the time then
	 */
	long awaitGate(long now) throws IOException {
		long time = now;
		long left = this.gate.delay(time);
		while (left > 0 && !this.connection.isClosed()) {
			this.output.flush();
			LockSupport.parkNanos(this, left);
			// a park returns at once while the flag is set
			Thread.interrupted();
			time = System.nanoTime();
			left = this.gate.delay(time);
		}
		return time;
	}

	private void dispatch(RequestExchange exchange) {
		try {
			TcpListener gateway = this.connection.getListener();
			if (gateway == null) {
				throw new IllegalStateException("No gateway is connected to the listener");
			}
			gateway.onMessage(this.factory.map(exchange));
		}
		catch (Throwable ex) {
			failed(exchange, ex);
		}
	}

	private void failed(RequestExchange exchange, Throwable failure) {
		if (exchange.fail(failure)) {
			return;
		}
		if (exchange.isEnded()) {
			// most often of the interrupt that it was sent
			log.debug("[{}] route '{}' failed after its request had ended", this.factory.getName(), exchange.route(),
					failure);
		}
		else {
			unwanted(exchange, new ErrorMessage(failure));
		}
	}

	private long conclude(RequestExchange exchange, Object result) throws IOException {
		if (exchange.isOutstanding()) {
			// whoever ended it has told of it
			return System.nanoTime();
		}
		String outcome = ErrorCode.HANDLER_ERROR.tag();
		long now = 0;
		try {
			outcome = switch (result) {
				case RequestExchange.End.NO_REPLY -> ListenerMetrics.OK;
				case ErrorMessage failure -> this.replies.fail(failure.getPayload(), exchange);
				case Message<?> reply -> this.replies.reply(reply, exchange);
				default -> outcome;
			};
		}
		finally {
			now = ended(exchange, outcome, (result instanceof ErrorMessage failure) ? failure.getPayload() : null);
			told(exchange, outcome, now);
		}
		return now;
	}

	private long ended(RequestExchange exchange, String outcome, @Nullable Throwable failure) {
		long now = counted(exchange, outcome);
		exchange.observed().ended(exchange.route(), outcome, failure);
		return now;
	}

	private long counted(RequestExchange exchange, String outcome) {
		long now = System.nanoTime();
		this.factory.metrics().requestEnded(exchange.route(), outcome, now - exchange.startedAt());
		return now;
	}

	/**
	 * What has been written for the request goes to the access log with it.
	 */
	private void told(RequestExchange exchange, String outcome, long now) {
		this.trail.requestEnded(exchange, outcome, now - exchange.startedAt(), this.replies.takeSize());
	}

	/**
	 * The route of the latest request. Any thread.
	 */
	@Nullable String route() {
		RequestExchange exchange = this.current;
		return (exchange != null) ? exchange.route() : this.lastRoute;
	}

	boolean isCurrent(RequestExchange exchange) {
		return this.current == exchange;
	}

	/**
	 * The payload of the request under way. Any thread.
	 * @throws IllegalStateException if there is none
	 */
	byte[] payload() {
		RequestExchange exchange = this.current;
		if (exchange == null) {
			throw new IllegalStateException("[%s] no request is under way".formatted(this.factory.getName()));
		}
		return exchange.request().getPayload();
	}

	/**
	 * Whether a request is being handled. Any thread.
	 */
	boolean isActive() {
		RequestExchange exchange = this.current;
		return exchange != null && !exchange.isOver();
	}

	/**
	 * Whether a request is being handled, or its reply is being written. Any thread.
	 */
	boolean isUnderWay() {
		return this.current != null;
	}

	/**
	 * Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 */
	void checkDeadline(long now) {
		RequestExchange exchange = this.current;
		if (exchange != null) {
			exchange.checkDeadline(now, limit().request().toNanos());
		}
	}

	/**
	 * Whether the client has reset the connection while its request is at a target. Looks
	 * only at requests that have been there for a while: nothing is asked of the system
	 * for others. Called by the sweeper.
	 * @param socket the connection's
	 * @param now the current {@link System#nanoTime()}
	 */
	boolean isReset(PolledSocket socket, long now) {
		RequestExchange exchange = this.current;
		return exchange != null && now - exchange.startedAt() >= Sweeper.PERIOD_NANOS && exchange.isReset(socket);
	}

	/**
	 * The deadline has passed: answer for a target that may still be running. Called by
	 * the sweeper.
	 */
	void expired(RequestExchange exchange) {
		try {
			this.factory.flusher().execute(this.output, () -> answerTimeout(exchange));
		}
		catch (RuntimeException | Error ex) {
			// no thread, nor memory for one
			this.connection.closeFromSweeper(CloseReason.SERVER_ERROR);
			exchange.settle();
			ended(exchange, ErrorCode.TIMEOUT.tag(), ex);
			throw ex;
		}
	}

	/**
	 * Answer while the connection's own thread waits, or is with the target.
	 */
	private void answerTimeout(RequestExchange exchange) {
		CloseReason reason = null;
		try {
			writeTimeout(exchange);
			this.output.flush();
			reason = this.replies.closeAfter();
			if (reason != null) {
				this.connection.endOutput(reason);
			}
		}
		catch (IOException ex) {
			this.connection.noteFailure(ex);
			this.connection.closeFromSweeper(CloseReason.CLIENT_RESET);
		}
		catch (RuntimeException | Error ex) {
			log.error("[{}] the answer to a timeout failed", this.factory.getName(), ex);
			this.connection.noteFailure(ex);
			this.connection.closeFromSweeper(CloseReason.SERVER_ERROR);
		}
		finally {
			settle(exchange, reason);
		}
	}

	/**
	 * Let the connection's thread go on. Before a close that has to wait for the client
	 * first, which a thread that connections share does not.
	 */
	private void settle(RequestExchange exchange, @Nullable CloseReason reason) {
		if (reason == null) {
			exchange.settle();
			return;
		}
		Thread.startVirtualThread(() -> {
			try {
				this.connection.discardAndClose(reason);
			}
			finally {
				exchange.settle();
			}
		});
	}

	private void writeTimeout(RequestExchange exchange) throws IOException {
		// counted first: the client may look when it has the answer
		long now = ended(exchange, ErrorCode.TIMEOUT.tag(), null);
		try {
			this.replies.answer(ErrorCode.TIMEOUT, "no reply within " + Deadlines.readable(limit().request()),
					exchange);
		}
		finally {
			told(exchange, ErrorCode.TIMEOUT.tag(), now);
		}
	}

	/**
	 * A handler goes on for too long after its request has ended: its thread cannot be
	 * had back, but the connection can be ended. Called by the sweeper.
	 */
	void overstayed(RequestExchange exchange) {
		if (this.connection.closeFromSweeper(CloseReason.SERVER_ERROR)) {
			log.warn("[{}] route '{}' {} for {}; connection {} closed", this.factory.getName(), exchange.route(),
					policy().interruptsLate() ? "ignored its interrupt" : "went on after its timeout",
					Deadlines.readable(limit().request()), this.connection.getConnectionId());
		}
	}

	/**
	 * Nobody is left to receive the reply to the request under way. Any thread.
	 * @param reason why the connection was closed
	 */
	void disconnected(CloseReason reason) {
		RequestExchange exchange = this.current;
		if (exchange == null || !exchange.disconnect(policy().interruptsAfter(reason))) {
			return;
		}
		try {
			String outcome = (reason == CloseReason.CLIENT_RESET) ? reason.tag() : ErrorCode.HANDLER_ERROR.tag();
			long now = counted(exchange, outcome);
			this.trail.requestEnded(exchange, outcome, now - exchange.startedAt(), 0);
			observeEnd(exchange, outcome);
		}
		finally {
			exchange.settle();
		}
	}

	/**
	 * This may be the sweeper, and an observer is not Sluice's, and may take its time.
	 */
	private static void observeEnd(RequestExchange exchange, String outcome) {
		RequestObserver.Observed observed = exchange.observed();
		if (observed != RequestObserver.Observed.NOTHING) {
			Thread.startVirtualThread(() -> observed.ended(exchange.route(), outcome, null));
		}
	}

	/**
	 * A request ends before its target. Any thread.
	 */
	OutstandingRequest outstanding(RequestExchange exchange, RequestExchange.End how) {
		return new OutstandingRequest(exchange, how, this.factory.outstanding(), this.gate);
	}

	TargetPolicy policy() {
		return this.factory.targetPolicy();
	}

	/**
	 * A reply came when its request had ended.
	 */
	void late(RequestExchange exchange, Message<?> reply) {
		if (reply instanceof ErrorMessage) {
			unwanted(exchange, reply);
			return;
		}
		this.factory.metrics().replyDropped();
		log.debug("[{}] a reply of route '{}' came too late", this.factory.getName(), exchange.route());
	}

	/**
	 * Nobody is told of a reply. Where it is a failure, the log is.
	 */
	void unwanted(RequestExchange exchange, Message<?> reply) {
		if (reply instanceof ErrorMessage failure) {
			this.factory.protocol().errors().table().errorOf(failure.getPayload(), exchange.handledRequest());
		}
	}

	private Deadlines limit() {
		return this.factory.protocol().deadlines();
	}

}

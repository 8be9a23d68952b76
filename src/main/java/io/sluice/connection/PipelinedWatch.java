package io.sluice.connection;

import io.sluice.CloseReason;
import io.sluice.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The requests in progress of a connection that has several at their targets at once.
 */
final class PipelinedWatch extends RequestWatch {

	private final ListenerContext listener;

	private final Pipeline pipeline;

	/** The latest request that has begun; {@code null} once it has ended. */
	private volatile @Nullable PipelinedExchange latest;

	/**
	 * The route of the latest request that has ended; written before {@link #latest},
	 * read after it.
	 */
	private @Nullable String lastRoute;

	PipelinedWatch(ListenerContext listener, ConnectionContext connection, ConnectionStreams streams,
			Pipeline pipeline) {
		super(connection, streams);
		this.listener = listener;
		this.pipeline = pipeline;
	}

	/**
	 * Begin to watch a request. Called by the connection's thread.
	 */
	void begin(PipelinedExchange exchange) {
		this.pipeline.open().add(exchange);
		this.latest = exchange;
	}

	/**
	 * Stop watching a request. Called by the connection's thread.
	 */
	void end(PipelinedExchange exchange) {
		this.lastRoute = exchange.route();
		if (this.latest == exchange) {
			this.latest = null;
		}
	}

	@Override
	@Nullable String route() {
		PipelinedExchange exchange = this.latest;
		return (exchange != null) ? exchange.route() : this.lastRoute;
	}

	@Override
	byte[] payload() {
		PipelinedExchange exchange = this.latest;
		if (exchange == null) {
			throw new IllegalStateException("[%s] no request is in progress".formatted(this.listener.name()));
		}
		return exchange.request().getPayload();
	}

	@Override
	int handled() {
		int count = 0;
		for (PipelinedExchange exchange : this.pipeline.open()) {
			count += exchange.isOver() ? 0 : 1;
		}
		return count;
	}

	@Override
	boolean isAnswering() {
		return !this.pipeline.open().isEmpty();
	}

	@Override
	boolean isReplying() {
		boolean replied = false;
		for (PipelinedExchange exchange : this.pipeline.open()) {
			if (!exchange.isReplied()) {
				return false;
			}
			replied = true;
		}
		return replied;
	}

	@Override
	boolean isReset(long now) {
		return this.pipeline.isReset();
	}

	@Override
	void checkDeadlines(long now) {
		for (PipelinedExchange exchange : this.pipeline.open()) {
			if (exchange.expire(now)) {
				exchange.settle();
			}
		}
	}

	@Override
	void disconnect(CloseReason reason) {
		boolean interrupts = this.listener.requests().targets().isInterruptedAfter(reason);
		String outcome = (reason == CloseReason.CLIENT_RESET) ? reason.tag() : ErrorCode.HANDLER_ERROR.tag();
		this.pipeline.disconnect(interrupts, outcome);
	}

}

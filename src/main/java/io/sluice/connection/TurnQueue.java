package io.sluice.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.sluice.spi.Delivery;
import lombok.RequiredArgsConstructor;

/**
 * The requests of a connection that have been read and wait for those before them to be
 * answered by their targets. Used by the connection's thread.
 */
@RequiredArgsConstructor
final class TurnQueue {

	/** The payloads that may wait, in bytes; a single one may be longer. */
	private static final int MAX_BYTES = 256 * 1024;

	private final int concurrency;

	private final Deque<PipelinedExchange> waiting = new ArrayDeque<>(0);

	/** The requests that are at their targets. */
	private final List<PipelinedExchange> sent = new ArrayList<>(0);

	private int bytes;

	/**
	 * Whether a request goes through this queue. A request that must be alone at its
	 * target does so only where every request is alone.
	 */
	boolean isFor(PipelinedExchange exchange) {
		return this.concurrency == 1 || exchange.mode() != Delivery.Mode.ALONE;
	}

	/**
	 * Add a request, and send it if its turn has come.
	 */
	void add(PipelinedExchange exchange) {
		this.waiting.add(exchange);
		this.bytes += sizeOf(exchange);
		advance();
	}

	/**
	 * Send the requests whose turn has come.
	 */
	void advance() {
		if (this.waiting.isEmpty()) {
			return;
		}
		this.sent.removeIf(TurnQueue::isFinished);
		while (!this.waiting.isEmpty() && this.sent.size() < this.concurrency) {
			PipelinedExchange next = this.waiting.remove();
			this.bytes -= sizeOf(next);
			send(next);
			if (!isFinished(next)) {
				this.sent.add(next);
			}
		}
	}

	/**
	 * Send a request.
	 */
	static void send(PipelinedExchange next) {
		if (next.mode() == Delivery.Mode.PROMPT) {
			next.send();
		}
		else {
			next.start();
		}
	}

	private static boolean isFinished(PipelinedExchange exchange) {
		return exchange.hasReturned() && (exchange.reply() != null || exchange.isEnded());
	}

	/**
	 * Abandon the requests that wait, without sending them.
	 */
	void abandon() {
		for (PipelinedExchange exchange : this.waiting) {
			if (!exchange.hasBegun()) {
				exchange.abandon();
			}
		}
		this.waiting.clear();
	}

	/**
	 * Whether no further request may be read.
	 */
	boolean isFull() {
		return this.bytes >= MAX_BYTES;
	}

	private static int sizeOf(PipelinedExchange exchange) {
		return exchange.request().getPayload().length;
	}

}

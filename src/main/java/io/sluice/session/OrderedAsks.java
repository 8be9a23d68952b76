package io.sluice.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.sluice.CloseReason;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Asks whose answers have no keys: one at a time is with the client, so the next answer
 * is its answer.
 */
final class OrderedAsks extends Asks {

	private final Deque<Ask> waiting = new ArrayDeque<>(2);

	/** The ask that is with the client, also while its answer is late. */
	private @Nullable Ask current;

	OrderedAsks(SessionConnection connection, Correlation correlation) {
		super(connection, correlation);
	}

	@Override
	@Nullable String tryEnter(Ask ask) {
		if (this.waiting.size() >= MAX) {
			return "%d asks wait for the client".formatted(MAX);
		}
		this.waiting.add(ask);
		return null;
	}

	@Override
	void begin(Ask ask) {
		advance();
	}

	@Override
	void advance() {
		Ask next = takeNext();
		while (next != null) {
			send(next);
			next = takeNext();
		}
	}

	private synchronized @Nullable Ask takeNext() {
		if (this.current != null) {
			return null;
		}
		this.current = this.waiting.poll();
		return this.current;
	}

	@Override
	synchronized @Nullable Ask find(Message<byte[]> message) {
		return this.current;
	}

	@Override
	void remove(Ask ask) {
		if (this.current == ask) {
			this.current = null;
		}
		else {
			this.waiting.remove(ask);
		}
	}

	@Override
	List<Ask> all() {
		List<Ask> all = new ArrayList<>(this.waiting);
		if (this.current != null) {
			all.addFirst(this.current);
		}
		return all;
	}

	/**
	 * Close the session: no further ask could be sent, as its answer could not be told
	 * from the late one.
	 */
	@Override
	void giveUp(Ask ask) {
		connection().finish(CloseReason.ASK_UNANSWERED);
	}

}

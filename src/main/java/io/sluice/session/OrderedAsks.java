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

	/** The bytes of asks that may wait; a single one may be longer. */
	private static final int MAX_BYTES = 256 * 1024;

	private final Deque<Ask> waiting = new ArrayDeque<>(2);

	private int waitingBytes;

	/** The ask that is with the client, also while its answer is late. */
	private volatile @Nullable Ask current;

	/**
	 * Whether a thread sends the asks that wait. A push that fails at once ends its ask
	 * on that thread.
	 */
	private boolean advancing;

	OrderedAsks(String listener, SessionConnection connection, Correlation correlation) {
		super(listener, connection, correlation);
	}

	@Override
	@Nullable Object keyOf(Message<byte[]> message) {
		return null;
	}

	@Override
	@Nullable String tryEnter(Ask ask) {
		if (this.waiting.size() >= MAX || (!this.waiting.isEmpty() && this.waitingBytes + ask.size() > MAX_BYTES)) {
			return "%d asks wait for the client".formatted(this.waiting.size());
		}
		this.waiting.add(ask);
		this.waitingBytes += ask.size();
		return null;
	}

	@Override
	void begin(Ask ask) {
		advance();
	}

	@Override
	void advance() {
		if (!beginAdvance()) {
			return;
		}
		Ask next = takeNext();
		while (next != null) {
			send(next);
			next = takeNext();
		}
	}

	private synchronized boolean beginAdvance() {
		boolean first = !this.advancing;
		this.advancing = true;
		return first;
	}

	/**
	 * @return {@code null} if nothing can be sent now, so that the thread stops advancing
	 */
	private synchronized @Nullable Ask takeNext() {
		Ask next = (this.current == null && closed() == null) ? this.waiting.poll() : null;
		if (next != null) {
			this.waitingBytes -= next.size();
			this.current = next;
		}
		else {
			this.advancing = false;
		}
		return next;
	}

	@Override
	boolean isEmpty() {
		return this.current == null;
	}

	@Override
	boolean isPending() {
		Ask asked = this.current;
		return asked != null && asked.isPending();
	}

	@Override
	@Nullable Ask find(Message<byte[]> message) {
		return this.current;
	}

	@Override
	void remove(Ask ask) {
		if (this.current == ask) {
			this.current = null;
		}
		else if (this.waiting.remove(ask)) {
			this.waitingBytes -= ask.size();
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
	 * Close the session: no further ask can be sent, because its answer could not be
	 * distinguished from the late one.
	 */
	@Override
	void giveUp(Ask ask) {
		connection().finish(CloseReason.ASK_UNANSWERED);
	}

}

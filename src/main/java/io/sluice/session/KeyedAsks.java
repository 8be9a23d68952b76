package io.sluice.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.sluice.AskNotSentException;
import io.sluice.spi.TcpCorrelator;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Asks whose answers have their keys. A key stays reserved while its answer is late.
 */
final class KeyedAsks extends Asks {

	private final TcpCorrelator keys;

	private final Map<Object, Ask> byKey = new HashMap<>();

	KeyedAsks(String listener, SessionConnection connection, Correlation correlation, TcpCorrelator keys) {
		super(listener, connection, correlation);
		this.keys = keys;
	}

	@Override
	Object keyOf(Message<byte[]> message) {
		Object key = this.keys.keyOfAsk(message);
		if (key == null) {
			throw new AskNotSentException("the message has no key, by which its answer is recognized");
		}
		return key;
	}

	@Override
	@Nullable String tryEnter(Ask ask) {
		if (this.byKey.size() >= MAX) {
			return "%d asks wait for the client".formatted(MAX);
		}
		Object key = Objects.requireNonNull(ask.key());
		return (this.byKey.putIfAbsent(key, ask) != null) ? "an ask with the key %s is pending".formatted(key) : null;
	}

	@Override
	synchronized boolean isEmpty() {
		return this.byKey.isEmpty();
	}

	@Override
	synchronized boolean isPending() {
		return this.byKey.values().stream().anyMatch(Ask::isPending);
	}

	@Override
	void begin(Ask ask) {
		send(ask);
	}

	@Override
	void advance() {
		// none waits for another
	}

	@Override
	@Nullable Ask find(Message<byte[]> message) {
		Object key = this.keys.keyOfAnswer(message);
		return (key != null) ? get(key) : null;
	}

	private synchronized @Nullable Ask get(Object key) {
		return this.byKey.get(key);
	}

	@Override
	void remove(Ask ask) {
		Object key = ask.key();
		if (key != null) {
			this.byKey.remove(key, ask);
		}
	}

	@Override
	List<Ask> all() {
		return List.copyOf(this.byKey.values());
	}

	/** Release the key: its answer is no longer expected. */
	@Override
	void giveUp(Ask ask) {
		leave(ask);
	}

}

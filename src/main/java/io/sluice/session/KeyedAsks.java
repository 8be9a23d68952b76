package io.sluice.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.sluice.spi.TcpCorrelator;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Asks whose answers have their keys. A key stays reserved while its answer is late.
 */
final class KeyedAsks extends Asks {

	private final TcpCorrelator keys;

	private final Map<Object, Ask> byKey = new HashMap<>();

	KeyedAsks(SessionConnection connection, Correlation correlation, TcpCorrelator keys) {
		super(connection, correlation);
		this.keys = keys;
	}

	@Override
	@Nullable String tryEnter(Ask ask) {
		Object key = this.keys.keyOfAsk(ask.message());
		if (key == null) {
			return "the message has no key, by which its answer is recognized";
		}
		if (this.byKey.size() >= MAX) {
			return "%d asks wait for the client".formatted(MAX);
		}
		ask.setKey(key);
		return (this.byKey.putIfAbsent(key, ask) != null) ? "an ask with the key %s is pending".formatted(key) : null;
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

	/** Use the key again: its answer is not expected any more. */
	@Override
	void giveUp(Ask ask) {
		leave(ask);
	}

}

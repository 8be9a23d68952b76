package io.sluice.upstream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a connection, or for their key. Those with one key are found
 * by it, so that many of them cost no other request anything. For one thread at a time.
 */
final class WaitingRequests {

	/** Those that wait for any connection, in their order. */
	private final Queue<TcpRequest> unkeyed = new ArrayDeque<>();

	/** Those that wait for their key, in their order. */
	private final Map<Object, Queue<TcpRequest>> byKey = new LinkedHashMap<>();

	private int size;

	int size() {
		return this.size;
	}

	/**
	 * Whether a request has to wait behind others.
	 */
	boolean isBehind(TcpRequest request) {
		return !this.unkeyed.isEmpty() || (request.key() != null && this.byKey.containsKey(request.key()));
	}

	/**
	 * Add a request behind those that wait for any connection, or else behind those with
	 * its key.
	 */
	void addBehind(TcpRequest request) {
		if (this.unkeyed.isEmpty() && request.key() != null && this.byKey.containsKey(request.key())) {
			addToKey(request.key(), request);
		}
		else {
			add(request);
		}
	}

	/**
	 * Add a request that waits for any connection.
	 */
	void add(TcpRequest request) {
		this.unkeyed.add(request);
		this.size++;
	}

	/**
	 * Add a request that waits for its key.
	 */
	void addToKey(Object key, TcpRequest request) {
		this.byKey.computeIfAbsent(key, (_) -> new ArrayDeque<>(2)).add(request);
		this.size++;
	}

	/**
	 * The request that waits longest for any connection.
	 */
	@Nullable TcpRequest first() {
		return this.unkeyed.peek();
	}

	/**
	 * The request that waits longest for a key.
	 */
	@Nullable TcpRequest first(Object key) {
		Queue<TcpRequest> same = this.byKey.get(key);
		return (same != null) ? same.peek() : null;
	}

	void removeFirst() {
		this.unkeyed.remove();
		this.size--;
	}

	void removeFirst(Object key) {
		this.byKey.computeIfPresent(key, (_, same) -> {
			same.remove();
			this.size--;
			return same.isEmpty() ? null : same;
		});
	}

	/**
	 * The keys that requests wait for.
	 */
	List<Object> keys() {
		return this.byKey.isEmpty() ? List.of() : new ArrayList<>(this.byKey.keySet());
	}

	/**
	 * Remove the requests that a condition selects.
	 * @return these requests
	 */
	List<TcpRequest> removeIf(Predicate<TcpRequest> condition) {
		List<TcpRequest> removed = new ArrayList<>();
		Predicate<TcpRequest> removal = (request) -> condition.test(request) && removed.add(request);
		this.unkeyed.removeIf(removal);
		this.byKey.values().removeIf((same) -> {
			same.removeIf(removal);
			return same.isEmpty();
		});
		this.size -= removed.size();
		return removed;
	}

}

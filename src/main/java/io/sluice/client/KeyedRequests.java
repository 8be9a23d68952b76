package io.sluice.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Requests whose replies arrive in any order and are recognized by a key. A key belongs
 * to one request at a time. After a timeout it stays reserved, so that a late reply is
 * not taken for that of another request with the same key. After a reply it is held for a
 * moment, so that neither is a reply that is sent twice.
 */
@RequiredArgsConstructor
final class KeyedRequests implements SentRequests {

	private static final Duration LONGEST_HOLD = Duration.ofSeconds(1);

	private final Function<byte[], @Nullable Object> replyKey;

	/** The time for which the key of a request stays reserved after its deadline. */
	private final Duration reservation;

	private final Map<Object, Request> pending = new HashMap<>();

	/**
	 * The keys of recent replies, with the {@link System#nanoTime()} of their release.
	 */
	private final Map<Object, Long> held = new HashMap<>();

	/** The number of requests that were sent and have not ended. */
	private int waiting;

	@Override
	public boolean canAdd(Request request) {
		return !this.pending.containsKey(key(request)) && !this.held.containsKey(key(request));
	}

	@Override
	public void recordQueued(Request request) {
		this.pending.put(key(request), request);
	}

	@Override
	public void forget(Request request) {
		this.pending.remove(key(request), request);
	}

	@Override
	public void recordSent(Request request) {
		this.waiting++;
	}

	@Override
	public @Nullable Request take(byte[] reply) {
		Object key = this.replyKey.apply(reply);
		Request request = (key != null) ? this.pending.get(key) : null;
		if (key == null || request == null || !request.isSent()) {
			return null;
		}
		this.pending.remove(key);
		this.held.put(key, System.nanoTime() + hold().toNanos());
		if (!request.isExpired()) {
			this.waiting--;
		}
		return request;
	}

	private Duration hold() {
		return (this.reservation.compareTo(LONGEST_HOLD) < 0) ? this.reservation : LONGEST_HOLD;
	}

	@Override
	public boolean toleratesUnexpected() {
		return true;
	}

	@Override
	public List<Request> expire(long now) {
		this.held.values().removeIf((release) -> now - release >= 0);
		this.pending.values()
			.removeIf((request) -> request.isExpired() && request.isOverdue(now, this.reservation.toNanos()));
		List<Request> expired = this.pending.values()
			.stream()
			.filter((request) -> request.isSent() && request.expire(now))
			.toList();
		this.waiting -= expired.size();
		return expired;
	}

	@Override
	public boolean toleratesTimeout() {
		return true;
	}

	@Override
	public boolean hasWaiting() {
		return this.waiting > 0;
	}

	@Override
	public int size() {
		return this.waiting;
	}

	@Override
	public List<Request> takeAll() {
		List<Request> taken = new ArrayList<>(this.pending.values());
		taken.removeIf((request) -> !request.isSent() || request.isSettled());
		this.pending.values().removeIf(Request::isSent);
		this.waiting = 0;
		return taken;
	}

	private static Object key(Request request) {
		return Objects.requireNonNull(request.key());
	}

}

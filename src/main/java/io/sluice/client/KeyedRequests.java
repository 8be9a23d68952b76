package io.sluice.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Requests whose replies arrive in any order and are recognized by a key. A key belongs
 * to one request at a time. After a timeout it stays reserved until the late reply has
 * arrived, so that this reply is not taken for that of another request with the same key.
 * After a reply the key is held for up to 1 s, so that a second copy of the reply is not
 * taken for another request's reply either.
 */
@RequiredArgsConstructor
final class KeyedRequests implements SentRequests {

	/** A request that has ended, for replies whose own request is no longer known. */
	private static final Request ENDED = new EndedRequest();

	private static final Duration LONGEST_HOLD = Duration.ofSeconds(1);

	private final Function<byte[], @Nullable Object> replyKey;

	private final Duration timeout;

	/** The largest number of keys that may be reserved while requests are sent. */
	private final int maxReserved;

	private final Map<Object, Request> pending = new HashMap<>();

	/**
	 * The keys of requests that have timed out, with the {@link System#nanoTime()} from
	 * which their replies are no longer expected.
	 */
	private final Map<Object, Long> reserved = new HashMap<>();

	/**
	 * The keys of recent replies, with the {@link System#nanoTime()} of their release.
	 */
	private final Map<Object, Long> held = new HashMap<>();

	/** The number of requests that were sent and have not ended. */
	private int waiting;

	@Override
	public Admission admit(Request request) {
		Object key = key(request);
		Long expectedUntil = this.reserved.get(key);
		if (expectedUntil != null) {
			return (System.nanoTime() - expectedUntil < 0) ? Admission.KEY_PENDING : Admission.KEY_ABANDONED;
		}
		return (this.pending.containsKey(key) || this.held.containsKey(key)) ? Admission.KEY_PENDING : Admission.TAKEN;
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
		if (key == null) {
			return null;
		}
		Request request = this.pending.get(key);
		if (request != null && request.isSent()) {
			this.pending.remove(key);
			this.waiting--;
			hold(key);
			return request;
		}
		if (this.reserved.remove(key) != null) {
			hold(key);
			return ENDED;
		}
		return this.held.containsKey(key) ? ENDED : null;
	}

	private void hold(Object key) {
		Duration time = (this.timeout.compareTo(LONGEST_HOLD) < 0) ? this.timeout : LONGEST_HOLD;
		this.held.put(key, System.nanoTime() + time.toNanos());
	}

	@Override
	public List<Request> expire(long now) {
		this.held.values().removeIf((release) -> now - release >= 0);
		List<Request> expired = new ArrayList<>();
		for (Iterator<Request> left = this.pending.values().iterator(); left.hasNext();) {
			Request request = left.next();
			if (request.isSent() && request.expire(now)) {
				left.remove();
				this.reserved.put(key(request), now + this.timeout.toNanos());
				expired.add(request);
			}
		}
		this.waiting -= expired.size();
		return expired;
	}

	@Override
	public boolean toleratesTimeout() {
		return this.reserved.size() <= this.maxReserved;
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

	/** Stands for a request that is no longer known. */
	private static final class EndedRequest extends Request {

		EndedRequest() {
			super(new byte[0], null, 0);
			markSettled();
		}

		@Override
		protected void complete(byte[] reply) {
			// it has ended
		}

		@Override
		protected void fail(ClientException failure) {
			// it has ended
		}

	}

}

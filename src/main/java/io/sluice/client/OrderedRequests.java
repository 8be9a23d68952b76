package io.sluice.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * Requests whose replies arrive in the same order. A request that has ended keeps its
 * place, so that a late reply is not taken for the next one's.
 */
final class OrderedRequests implements SentRequests {

	private final Queue<Request> sent = new ArrayDeque<>();

	@Override
	public Admission admit(Request request) {
		return Admission.TAKEN;
	}

	@Override
	public void recordQueued(Request request) {
	}

	@Override
	public void forget(Request request) {
	}

	@Override
	public void recordSent(Request request) {
		this.sent.add(request);
	}

	@Override
	public @Nullable Request take(byte[] reply) {
		return this.sent.poll();
	}

	@Override
	public List<Request> expire(long now) {
		return this.sent.stream().filter((request) -> request.expire(now)).toList();
	}

	@Override
	public boolean toleratesTimeout() {
		return false;
	}

	@Override
	public boolean hasWaiting() {
		return this.sent.stream().anyMatch((request) -> !request.isSettled());
	}

	@Override
	public int size() {
		return this.sent.size();
	}

	@Override
	public List<Request> takeAll() {
		List<Request> taken = new ArrayList<>(this.sent);
		taken.removeIf(Request::isSettled);
		this.sent.clear();
		return taken;
	}

}

package io.sluice.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import lombok.RequiredArgsConstructor;

/**
 * The requests of this pod that wait for answers. Any thread.
 */
@RequiredArgsConstructor
final class PendingRequests {

	private final Map<Long, PendingRequest> pending = new ConcurrentHashMap<>();

	private final AtomicLong numbers = new AtomicLong();

	/** The id of this process: another one has requests with the same numbers. */
	private final String self;

	/**
	 * Add a request, until it has ended.
	 * @return its number
	 */
	long add(PendingRequest request) {
		long number = this.numbers.incrementAndGet();
		this.pending.put(number, request);
		var _ = request.ended().whenComplete((_, _) -> this.pending.remove(number));
		return number;
	}

	/**
	 * Take an answer; one to a request that has ended is dropped.
	 */
	void receive(Envelope answer) {
		if (!answer.text(EnvelopeField.TARGET_POD).equals(this.self)) {
			throw new MalformedEnvelopeException("it answers another pod");
		}
		PendingRequest request = this.pending.get(answer.number(EnvelopeField.REQUEST));
		if (request != null) {
			request.receive(answer);
		}
	}

	/**
	 * Have requests end that waited only for pods which are gone.
	 */
	void recheck() {
		this.pending.values().forEach(PendingRequest::recheck);
	}

}

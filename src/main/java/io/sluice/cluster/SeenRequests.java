package io.sluice.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The requests of other pods that have been accepted. The engine may bring one twice; a
 * request after its deadline has no effect anyway, so it is remembered until then. Any
 * thread.
 */
final class SeenRequests {

	/** Bounds the memory that other pods can make this one hold. */
	private static final int MAX = 100_000;

	private final Map<Key, Long> deadlines = new ConcurrentHashMap<>();

	/** What is known of a request. */
	enum Sight {

		/** It is the first time. */
		NEW,

		/** It has been accepted before. */
		SEEN,

		/** Too many others have been accepted. */
		TOO_MANY

	}

	/**
	 * Accept a request, unless it has been seen.
	 * @param request the request
	 * @param deadline its deadline
	 */
	Sight accept(Envelope request, long deadline) {
		if (this.deadlines.size() >= MAX) {
			return Sight.TOO_MANY;
		}
		Key key = new Key(request.text(EnvelopeField.POD_ID), request.number(EnvelopeField.REQUEST));
		return (this.deadlines.putIfAbsent(key, deadline) == null) ? Sight.NEW : Sight.SEEN;
	}

	/**
	 * Forget those whose deadline has passed.
	 * @param now the current time in milliseconds
	 */
	void sweep(long now) {
		this.deadlines.values().removeIf((deadline) -> deadline < now);
	}

	/**
	 * A request.
	 *
	 * @param pod the id of its pod
	 * @param number its number there
	 */
	private record Key(String pod, long number) {

	}

}

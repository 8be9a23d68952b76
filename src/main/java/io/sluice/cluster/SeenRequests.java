package io.sluice.cluster;

import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The requests of other pods that have been accepted: the engine may bring one twice. A
 * pod numbers its requests, so that a bit is enough for each of the latest. Any thread.
 */
final class SeenRequests {

	/** Bounds the memory that other pods can make this one hold. */
	private static final int MAX_PODS = 1000;

	/** The time after its deadline in which a request may come again. */
	private static final Duration LATE = Duration.ofMinutes(10);

	/** By the ids of the pods. */
	private final Map<String, Window> windows = new HashMap<>();

	/** What is known of a request. */
	enum Sight {

		/** It is the first time. */
		NEW,

		/** It has been accepted before. */
		SEEN,

		/** Requests of too many other pods have been accepted. */
		TOO_MANY

	}

	/**
	 * Accept a request, unless it has been seen.
	 * @param request the request
	 * @param deadline its deadline
	 */
	synchronized Sight accept(Envelope request, long deadline) {
		String pod = request.text(EnvelopeField.POD_ID);
		long number = request.number(EnvelopeField.REQUEST);
		if (number < 1) {
			throw new MalformedEnvelopeException("its number is %d".formatted(number));
		}
		Window window = this.windows.get(pod);
		if (window == null) {
			if (this.windows.size() >= MAX_PODS) {
				return Sight.TOO_MANY;
			}
			window = new Window();
			this.windows.put(pod, window);
		}
		return window.add(number, deadline) ? Sight.NEW : Sight.SEEN;
	}

	/**
	 * Forget the pods none of whose requests may come again.
	 * @param now the current time in milliseconds
	 */
	synchronized void sweep(long now) {
		this.windows.values().removeIf((window) -> window.deadline < now - LATE.toMillis());
	}

	/**
	 * The latest requests of a pod.
	 */
	private static final class Window {

		/** Threads of a pod overtake one another by far less. */
		private static final int SIZE = 64 * 1024;

		private final BitSet seen = new BitSet();

		/** The highest number. */
		private long highest;

		/** The latest deadline. */
		private long deadline;

		/**
		 * Add a request.
		 * @return whether it was not there; one that is too old counts as there
		 */
		boolean add(long number, long until) {
			this.deadline = Math.max(this.deadline, until);
			if (number <= this.highest - SIZE) {
				return false;
			}
			if (number > this.highest) {
				advance(number);
			}
			int bit = (int) (number % SIZE);
			boolean added = !this.seen.get(bit);
			this.seen.set(bit);
			return added;
		}

		private void advance(long number) {
			if (number - this.highest >= SIZE) {
				this.seen.clear();
			}
			else {
				for (long between = this.highest + 1; between <= number; between++) {
					this.seen.clear((int) (between % SIZE));
				}
			}
			this.highest = number;
		}

	}

}

package io.sluice.telemetry;

/**
 * Takes note of what connections and requests came to. Called on the hot path by many
 * threads: an implementation does not block.
 */
public interface AccessLog {

	/** Takes no note of anything. */
	AccessLog OFF = new AccessLog() {

		@Override
		public boolean isOn() {
			return false;
		}

		@Override
		public void log(AccessEntry entry) {
		}

	};

	/**
	 * Whether there are entries at all.
	 * @return {@code true} for an entry of every connection that ends
	 */
	default boolean isOn() {
		return true;
	}

	/**
	 * Whether there are entries of requests.
	 * @return {@code true} for an entry of every request as well
	 */
	default boolean hasRequests() {
		return false;
	}

	/**
	 * How much of a request's payload its entry has.
	 * @return at most so many bytes, from the first on; 0 for none
	 */
	default int payloadBytes() {
		return 0;
	}

	/**
	 * Take note of an end.
	 * @param entry what has ended
	 */
	void log(AccessEntry entry);

}

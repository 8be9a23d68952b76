package io.sluice.telemetry;

/**
 * Receives an entry when a connection or a request ends. Called by many threads for every
 * message: an implementation must not block.
 */
public interface AccessLog {

	/** The access log that is off. */
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
	 * Whether the log is on.
	 * @return {@code true} if every connection gets an entry at its end
	 */
	default boolean isOn() {
		return true;
	}

	/**
	 * Whether requests get entries.
	 * @return {@code true} if every request gets an entry, too
	 */
	default boolean hasRequests() {
		return false;
	}

	/**
	 * The number of payload bytes in the entry of a request.
	 * @return the largest number of bytes, from the first byte on; 0 for none
	 */
	default int payloadBytes() {
		return 0;
	}

	/**
	 * Log an entry.
	 * @param entry the entry
	 */
	void log(AccessEntry entry);

}

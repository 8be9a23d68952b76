package io.sluice.socket;

/**
 * Decides, before each attempt to write the first byte of some bytes, whether they are
 * still to be written. Called by the writing thread.
 */
public interface WriteClaim {

	/** For bytes that are always written. */
	WriteClaim NONE = new WriteClaim() {

		@Override
		public boolean begin() {
			return true;
		}

		@Override
		public void pause() {
		}

		@Override
		public void recordPart() {
		}

	};

	/**
	 * Begin an attempt.
	 * @return {@code false} if nothing is to be written
	 */
	boolean begin();

	/**
	 * Record that the attempt has written nothing: the write waits for the other end.
	 */
	void pause();

	/**
	 * Record that a part has been written, or may have been, and the rest follows.
	 */
	void recordPart();

}

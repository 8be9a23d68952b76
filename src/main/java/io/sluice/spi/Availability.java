package io.sluice.spi;

/**
 * Whether a target can be reached, for connections that read no more until it can. Any
 * thread.
 */
public interface Availability {

	/** That of a target for which no connection waits. */
	Availability ALWAYS = new Availability() {

		@Override
		public boolean isDown() {
			return false;
		}

		@Override
		public void awaitBy(Runnable action) {
			action.run();
		}

		@Override
		public void leave(Runnable action) {
		}

	};

	/**
	 * {@return whether the target cannot be reached}
	 */
	boolean isDown();

	/**
	 * Have an action run as soon as the target can be reached; at once if it can be
	 * reached now. The action must not block.
	 * @param action the action
	 */
	void awaitBy(Runnable action);

	/**
	 * Forget an action.
	 * @param action the action
	 */
	void leave(Runnable action);

}

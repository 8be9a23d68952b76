package io.sluice.spi;

/**
 * Whether a listener lets new clients in; those it has are served all the same. Any
 * thread.
 */
public interface AcceptSwitch {

	/** Always lets them in. */
	AcceptSwitch OPEN = new AcceptSwitch() {

		@Override
		public boolean isSuspended() {
			return false;
		}

		@Override
		public boolean suspend() {
			return false;
		}

		@Override
		public boolean resume() {
			return false;
		}

	};

	/**
	 * Whether new clients wait.
	 * @return {@code true} from {@link #suspend()} to {@link #resume()}
	 */
	boolean isSuspended();

	/**
	 * Let new clients wait in the backlog.
	 * @return {@code false} where they do already
	 */
	boolean suspend();

	/**
	 * Let them in again.
	 * @return {@code false} where they are already
	 */
	boolean resume();

}

package io.sluice.spi;

/**
 * Suspends and resumes the accepting of a listener. Open connections are served in either
 * case. Any thread.
 */
public interface AcceptSwitch {

	/** Never suspended. */
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
	 * Whether accepting is suspended.
	 * @return {@code true} from {@link #suspend()} to {@link #resume()}
	 */
	boolean isSuspended();

	/**
	 * Suspend accepting: new clients wait in the backlog.
	 * @return {@code false} if accepting is already suspended
	 */
	boolean suspend();

	/**
	 * Resume accepting.
	 * @return {@code false} if accepting is not suspended
	 */
	boolean resume();

}

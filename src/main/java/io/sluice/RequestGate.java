package io.sluice;

import org.jspecify.annotations.Nullable;

/**
 * What a request must pass before it is handled; one for each connection, used by the
 * connection's thread.
 */
public interface RequestGate {

	/** Lets everything pass. */
	RequestGate OPEN = new RequestGate() {

		@Override
		public long delay(long now) {
			return 0;
		}

		@Override
		public @Nullable ErrorCode enter(long now) {
			return null;
		}

		@Override
		public void leave() {
		}

	};

	/**
	 * How long the request must wait before it may enter.
	 * @param now the current {@link System#nanoTime()}
	 * @return nanoseconds, or 0
	 */
	long delay(long now);

	/**
	 * Let a request in.
	 * @param now the current {@link System#nanoTime()}
	 * @return {@code null}, or what a request is answered that may not enter
	 */
	@Nullable ErrorCode enter(long now);

	/**
	 * A request that was let in has ended.
	 */
	void leave();

}

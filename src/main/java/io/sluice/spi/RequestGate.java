package io.sluice.spi;

import io.sluice.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What a request must pass before it is handled, for the requests of one connection or of
 * several from one address. A connection's thread asks and enters; any thread leaves.
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
	 * A request that was let in has ended, and so has its target. Called once for each.
	 */
	void leave();

	/**
	 * A request has ended and its target still runs, whether or not the request was let
	 * in.
	 */
	default void beginOutstanding() {
	}

	/**
	 * The target of an outstanding request has ended. Called once for each
	 * {@link #beginOutstanding()}, and before {@link #leave()}.
	 */
	default void endOutstanding() {
	}

}

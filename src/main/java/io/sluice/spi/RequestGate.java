package io.sluice.spi;

import io.sluice.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The limits that a request must pass before it is handled. A gate serves the requests of
 * one connection, or shares counters with the other connections of an address. The
 * connection's thread asks and enters; any thread leaves.
 */
public interface RequestGate {

	/** A gate without limits. */
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
	 * {@return whether messages of the client may be handled at all} Once they may not,
	 * the connection is closed.
	 */
	default boolean isOpen() {
		return true;
	}

	/**
	 * How long the request must wait before it may enter.
	 * @param now the current {@link System#nanoTime()}
	 * @return nanoseconds, or 0
	 */
	long delay(long now);

	/**
	 * Admit a request.
	 * @param now the current {@link System#nanoTime()}
	 * @return {@code null}, or the error code if the request is not admitted
	 */
	@Nullable ErrorCode enter(long now);

	/**
	 * Record that an admitted request and its target have ended. Called once for each
	 * admitted request.
	 */
	void leave();

	/**
	 * Record that a request has ended while its target still runs, whether or not the
	 * request was admitted.
	 */
	default void beginOutstanding() {
	}

	/**
	 * Record that the target of an outstanding request has ended. Called once for each
	 * {@link #beginOutstanding()}, and before {@link #leave()}.
	 */
	default void endOutstanding() {
	}

}

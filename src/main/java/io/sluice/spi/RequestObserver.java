package io.sluice.spi;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Follows every request from its beginning to its end, as tracing does.
 */
@FunctionalInterface
public interface RequestObserver {

	/** Follows none. */
	RequestObserver NONE = (request) -> Observed.NOTHING;

	/**
	 * A request begins. Called by its connection's thread, before anything is done for
	 * it.
	 * @param request the request; its header for the route is not there yet
	 * @return what follows it
	 */
	Observed begin(Message<byte[]> request);

	/**
	 * One request that is followed.
	 */
	interface Observed {

		/** Not followed. */
		Observed NOTHING = new Observed() {

		};

		/**
		 * The request has ended. Any thread, once.
		 * @param route its route's name, or {@code null} where none was found
		 * @param outcome {@code ok} or an error code's tag
		 * @param failure why it failed, if something was thrown
		 */
		default void ended(@Nullable String route, String outcome, @Nullable Throwable failure) {
		}

		/**
		 * What its connection's thread does from now on is not for this request. Called
		 * by that thread.
		 */
		default void leave() {
		}

	}

}

package io.sluice.spi;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Follows every request from its beginning to its end, for example for tracing.
 */
@FunctionalInterface
public interface RequestObserver {

	/** Follows no request. */
	RequestObserver NONE = (request) -> Observed.NOTHING;

	/**
	 * A request begins. Called by its connection's thread before any other work on the
	 * request.
	 * @param request the request; its route header is not set yet
	 * @return the observation of this request
	 */
	Observed begin(Message<byte[]> request);

	/**
	 * The observation of one request.
	 */
	interface Observed {

		/** Observes nothing. */
		Observed NOTHING = new Observed() {

		};

		/**
		 * The current thread begins to work on the request: the connection's thread, and
		 * the thread of the target where the target has one of its own.
		 * @return the scope of this work, left by the same thread
		 */
		default Scope enter() {
			return Scope.NOTHING;
		}

		/**
		 * The request ends. Called once, by any thread.
		 * @param route the name of the request's route, or {@code null} if no route
		 * matched
		 * @param outcome {@code ok} or the tag of an error code
		 * @param failure the exception that caused the outcome, or {@code null}
		 */
		default void recordEnd(@Nullable String route, String outcome, @Nullable Throwable failure) {
		}

	}

	/**
	 * The work of one thread on a request.
	 */
	@FunctionalInterface
	interface Scope {

		/** Nothing to leave. */
		Scope NOTHING = () -> {
		};

		/**
		 * The thread has finished its work on the request.
		 */
		void leave();

	}

}

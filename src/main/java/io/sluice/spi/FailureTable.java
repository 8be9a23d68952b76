package io.sluice.spi;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Maps the failures of a listener's requests to errors for the clients, and logs those
 * that are defects. Any thread.
 */
public interface FailureTable {

	/**
	 * Map a failure.
	 * @param failure the exception
	 * @param request the failed request, or {@code null} if no frame could be read
	 * @return the error for the client
	 */
	TcpError errorOf(Throwable failure, @Nullable Message<byte[]> request);

	/**
	 * Log the number of repeated failures where it is due. Called several times a second
	 * while the listener runs. Never throws.
	 * @param now the current {@link System#nanoTime()}
	 */
	void sweep(long now);

	/**
	 * Log the number of all failures that no line has told of, because the listener has
	 * stopped. Never throws.
	 */
	void reportRest();

}

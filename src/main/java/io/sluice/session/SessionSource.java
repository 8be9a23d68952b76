package io.sluice.session;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The open sessions of one listener. Any thread.
 */
public interface SessionSource {

	/**
	 * Find a session.
	 * @param id its id
	 * @return {@code null} if no such session is open
	 */
	@Nullable Session session(String id);

	/**
	 * The number of open connections, without a scan.
	 */
	int count();

	/**
	 * All sessions that are open, in no order.
	 */
	Stream<Session> sessions();

}

package io.sluice;

import java.time.Duration;
import java.util.Set;

/**
 * A session has been closed. Its names are released before this event.
 *
 * @param session the session
 * @param identities the names that the session had, including those that another session
 * has taken over
 * @param replaced the names among them that another session has now; their devices are
 * still connected
 * @param reason the close reason
 * @param duration the time from the opened event to the close
 */
public record TcpSessionClosedEvent(TcpSession session, Set<String> identities, Set<String> replaced,
		CloseReason reason, Duration duration) {

	/**
	 * Copy the names.
	 */
	public TcpSessionClosedEvent {
		identities = Set.copyOf(identities);
		replaced = Set.copyOf(replaced);
	}

}

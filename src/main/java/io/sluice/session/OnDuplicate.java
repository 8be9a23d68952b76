package io.sluice.session;

/**
 * What happens if a session takes a name that another session of its listener has.
 */
public enum OnDuplicate {

	/**
	 * The other session is closed: a device that connects again leaves a connection
	 * behind that may look open for minutes.
	 */
	CLOSE_OLD,

	/** The session is refused, and closed. */
	REFUSE_NEW,

	/** Both have the name; the latest one receives what is sent to it. */
	ALLOW

}

package io.sluice.cluster;

import io.sluice.session.ListenerSessions;
import io.sluice.session.Session;

/**
 * What a pod claims for the session of a listener that has a name. Guarded by its
 * {@link ClaimedName}.
 */
final class NameClaim {

	private final ListenerSessions sessions;

	private Session session;

	/** When the session got the name. */
	private long namedAt;

	/** The connection to the engine in which the session got the name; 0 for none. */
	private int namedIn;

	/** The number of the latest claim; 0 for none. */
	private long number;

	/** The connection in which it was published. */
	private int publishedIn;

	/** The number of the latest claim that the engine has brought back. */
	private long confirmed;

	/** The connection in which no other claim has followed. */
	private int ownedIn;

	/** Whether the session is about to be closed, for one of another pod. */
	private boolean givenUp;

	/**
	 * Create a claim that is not published.
	 */
	NameClaim(ListenerSessions sessions, Session session, long namedAt, int connection) {
		this.sessions = sessions;
		this.session = session;
		this.namedAt = namedAt;
		this.namedIn = connection;
	}

	ListenerSessions sessions() {
		return this.sessions;
	}

	String listener() {
		return this.sessions.name();
	}

	Session session() {
		return this.session;
	}

	long namedAt() {
		return this.namedAt;
	}

	long number() {
		return this.number;
	}

	/**
	 * Claim the name for another session.
	 */
	void renew(Session next, long time, int connection) {
		this.session = next;
		this.namedAt = time;
		this.namedIn = connection;
		this.publishedIn = 0;
		this.givenUp = false;
	}

	/**
	 * Record that the session is about to be closed. From now on, the name is that of the
	 * other pod.
	 */
	void giveUp() {
		this.givenUp = true;
	}

	boolean isGivenUp() {
		return this.givenUp;
	}

	/**
	 * Have the name claimed again.
	 */
	void repeat() {
		this.namedIn = 0;
		this.publishedIn = 0;
	}

	boolean isPublished(int connection) {
		return this.publishedIn == connection;
	}

	/**
	 * Record that it is about to be published.
	 */
	void recordPublication(int connection, long next) {
		this.number = next;
		this.publishedIn = connection;
	}

	/**
	 * Whether the session got its name when the engine was away, or in an earlier
	 * connection.
	 */
	boolean isAgain(int connection) {
		return this.namedIn != connection;
	}

	/**
	 * Whether the engine has brought back the latest claim.
	 */
	boolean isConfirmed(int connection) {
		return this.publishedIn == connection && this.confirmed == this.number;
	}

	/**
	 * Whether what is sent to the name is for this session: its claim is the last one.
	 */
	boolean isOwned(int connection) {
		return this.ownedIn == connection;
	}

	/**
	 * Record that the engine has brought back a claim of this pod.
	 */
	void recordOwn(long claimed, int connection) {
		this.ownedIn = connection;
		this.confirmed = claimed;
	}

	/**
	 * Record a claim of another pod.
	 */
	void recordOther() {
		this.ownedIn = 0;
	}

}

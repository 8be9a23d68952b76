package io.sluice.session;

/**
 * What the sessions of one listener share.
 */
public final class ListenerSessions {

	private final String name;

	private final SessionPolicy policy;

	private volatile PushPolicy pushes;

	private final IdentityRegistry<Session> identities;

	/**
	 * Create the sessions of a listener.
	 * @param name the listener's name
	 * @param policy their rules
	 * @param pushes the limits of pushes
	 */
	public ListenerSessions(String name, SessionPolicy policy, PushPolicy pushes) {
		this.name = name;
		this.policy = policy;
		this.pushes = pushes;
		this.identities = new IdentityRegistry<>(policy.onDuplicate());
	}

	/**
	 * The listener's name.
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The rules of the sessions.
	 */
	public SessionPolicy policy() {
		return this.policy;
	}

	/**
	 * The limits of pushes.
	 */
	public PushPolicy pushes() {
		return this.pushes;
	}

	/**
	 * Change the limits of pushes.
	 */
	public void change(PushPolicy next) {
		this.pushes = next;
	}

	IdentityRegistry<Session> identities() {
		return this.identities;
	}

	/**
	 * Open the session of a connection.
	 */
	public Session open(SessionConnection connection) {
		return new Session(connection, this);
	}

}

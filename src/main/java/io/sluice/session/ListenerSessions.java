package io.sluice.session;

import java.util.Objects;

/**
 * What the sessions of one listener share.
 */
public final class ListenerSessions {

	private final String name;

	private final IdentityRule rule;

	private volatile PushPolicy pushes;

	private final IdentityRegistry<Session> identities;

	/**
	 * Create the sessions of a listener.
	 * @param name the listener's name
	 * @param rule names sessions without code
	 * @param onDuplicate what happens if two sessions have one name
	 * @param pushes the limits of pushes
	 */
	public ListenerSessions(String name, IdentityRule rule, OnDuplicate onDuplicate, PushPolicy pushes) {
		this.name = Objects.requireNonNull(name);
		this.rule = rule;
		this.pushes = pushes;
		this.identities = new IdentityRegistry<>(onDuplicate);
	}

	/**
	 * The listener's name.
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Names sessions without code.
	 */
	public IdentityRule rule() {
		return this.rule;
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

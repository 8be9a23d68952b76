package io.sluice.session;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * What the sessions of one listener share.
 */
public final class ListenerSessions {

	private final String name;

	private final SessionPolicy policy;

	private volatile PushPolicy pushes;

	private final IdentityRegistry<Session> identities;

	/** The names that sessions which are about to close have lost to other processes. */
	private final Map<Session, Set<String>> lost = new ConcurrentHashMap<>(1);

	private volatile NameObserver observer = NameObserver.NONE;

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

	void observe(NameObserver next) {
		this.observer = next;
	}

	/**
	 * The session that has a name, or {@code null}: the one that has received it last.
	 */
	public @Nullable Session holder(String name) {
		return this.identities.find(name);
	}

	void recordChange(String name) {
		this.observer.recordChange(this.name, name);
	}

	void recordLoss(Session session, String name) {
		this.lost.computeIfAbsent(session, (_) -> ConcurrentHashMap.newKeySet()).add(name);
	}

	Set<String> removeLosses(Session session) {
		Set<String> names = this.lost.isEmpty() ? null : this.lost.remove(session);
		return (names != null) ? names : Set.of();
	}

	/**
	 * Open the session of a connection.
	 */
	public Session open(SessionConnection connection) {
		return new Session(connection, this);
	}

}

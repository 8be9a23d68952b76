package io.sluice.session;

/**
 * Sees the names of sessions change, for what tells other processes of them. Called by
 * any thread after the change; must not wait.
 */
@FunctionalInterface
public interface NameObserver {

	/** Sees nothing. */
	NameObserver NONE = (listener, name) -> {
	};

	/**
	 * Record that another session of a listener may have a name, or none.
	 * @param listener the listener
	 * @param name the name
	 */
	void recordChange(String listener, String name);

}

package io.sluice.session;

import java.util.LinkedHashSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * The names of the sessions of one listener. Each change of a name is one atomic step.
 * Any thread.
 *
 * @param <T> the type of the sessions
 */
@RequiredArgsConstructor
final class IdentityRegistry<T extends NameHolder> {

	private final OnDuplicate onDuplicate;

	private final ConcurrentMap<String, Holders<T>> names = new ConcurrentHashMap<>();

	/**
	 * Give a name to a session.
	 * @return whether the session has the name, and the session that must be closed for
	 * it
	 */
	Claim<T> claim(String name, T session) {
		Claim<?>[] result = new Claim<?>[1];
		this.names.compute(name, (key, current) -> {
			Holders<T> holders = (current != null) ? current : new Holders<>();
			result[0] = claim(holders, session);
			return holders;
		});
		@SuppressWarnings("unchecked")
		Claim<T> claim = (Claim<T>) result[0];
		return claim;
	}

	private Claim<T> claim(Holders<T> holders, T session) {
		T before = holders.newest();
		if (before == null || before == session || this.onDuplicate == OnDuplicate.ALLOW) {
			holders.add(session);
			return new Claim<>(true, null);
		}
		// a closed session may not have released its names yet
		if (this.onDuplicate == OnDuplicate.REFUSE_NEW && !before.isClosed()) {
			return new Claim<>(false, null);
		}
		holders.remove(before);
		holders.add(session);
		return new Claim<>(true, (this.onDuplicate == OnDuplicate.CLOSE_OLD) ? before : null);
	}

	/**
	 * Take a name from a session, if it has it.
	 */
	void release(String name, T session) {
		this.names.computeIfPresent(name, (key, holders) -> {
			holders.remove(session);
			return (holders.newest() != null) ? holders : null;
		});
	}

	/**
	 * The session that receives what is sent to a name.
	 */
	@Nullable T find(String name) {
		Holders<T> holders = this.names.get(name);
		return (holders != null) ? holders.newest() : null;
	}

	/**
	 * Whether a session has a name.
	 */
	boolean isHeld(String name, T session) {
		Holders<T> holders = this.names.get(name);
		return holders != null && holders.contains(session);
	}

	/**
	 * The result of a claim.
	 *
	 * @param <T> the type of the sessions
	 * @param granted whether the session has got the name
	 * @param replaced the session that must be closed, because it had the name, or
	 * {@code null}
	 */
	record Claim<T>(boolean granted, @Nullable T replaced) {

	}

	/**
	 * The sessions that have one name. Changed in one step of the map only.
	 *
	 * @param <T> the type of the sessions
	 */
	private static final class Holders<T> {

		/** The session that has got the name last. */
		private volatile @Nullable T newest;

		/** Those that had it before and still have it; {@code null} if there are none. */
		private @Nullable LinkedHashSet<T> older;

		@Nullable T newest() {
			return this.newest;
		}

		synchronized void add(T session) {
			T before = this.newest;
			if (before == session) {
				return;
			}
			if (this.older != null) {
				this.older.remove(session);
			}
			if (before != null) {
				this.older = (this.older != null) ? this.older : new LinkedHashSet<>();
				this.older.add(before);
			}
			this.newest = session;
		}

		synchronized void remove(T session) {
			if (this.newest == session) {
				this.newest = (this.older != null && !this.older.isEmpty()) ? this.older.removeLast() : null;
			}
			else if (this.older != null) {
				this.older.remove(session);
			}
		}

		synchronized boolean contains(T session) {
			return this.newest == session || (this.older != null && this.older.contains(session));
		}

	}

}

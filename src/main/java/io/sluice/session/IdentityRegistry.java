package io.sluice.session;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;

import io.sluice.IdentityRefusedException;
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

	private final ConcurrentMap<String, Holder<T>> holders = new ConcurrentHashMap<>();

	/**
	 * Give a name to a session.
	 * @return the session that must be closed, because it had the name, or {@code null}
	 * @throws IdentityRefusedException if another session keeps the name
	 */
	@Nullable T claim(String name, T session) {
		AtomicReference<@Nullable Holder<T>> before = new AtomicReference<>();
		Holder<T> after = this.holders.compute(name, (key, current) -> {
			before.set(current);
			return claim(current, session);
		});
		Holder<T> former = before.get();
		if (after.session() != session) {
			throw new IdentityRefusedException("another session is named '%s'".formatted(name));
		}
		if (this.onDuplicate != OnDuplicate.CLOSE_OLD || former == null || former.session() == session) {
			return null;
		}
		return former.session();
	}

	private Holder<T> claim(@Nullable Holder<T> current, T session) {
		if (current == null || this.onDuplicate == OnDuplicate.CLOSE_OLD) {
			return new Holder<>(session, null);
		}
		if (this.onDuplicate == OnDuplicate.ALLOW) {
			return new Holder<>(session, Holder.without(current, session));
		}
		// a session that is closed has not released its names yet
		return current.session().isClosed() ? new Holder<>(session, null) : current;
	}

	/**
	 * Take a name from a session, if it has it.
	 */
	void release(String name, T session) {
		this.holders.computeIfPresent(name, (key, current) -> Holder.without(current, session));
	}

	/**
	 * The session that receives what is sent to a name.
	 */
	@Nullable T find(String name) {
		Holder<T> holder = this.holders.get(name);
		return (holder != null) ? holder.session() : null;
	}

	/**
	 * Whether a session has a name.
	 */
	boolean isHeld(String name, T session) {
		Holder<T> holder = this.holders.get(name);
		while (holder != null && holder.session() != session) {
			holder = holder.older();
		}
		return holder != null;
	}

	/**
	 * A session that has a name.
	 *
	 * @param <T> the type of the session
	 * @param session the session
	 * @param older the session that had it before and still has it, or {@code null}
	 */
	private record Holder<T>(T session, @Nullable Holder<T> older) {

		static <T> @Nullable Holder<T> without(@Nullable Holder<T> holder, T session) {
			if (holder == null) {
				return null;
			}
			return (holder.session == session) ? holder.older
					: new Holder<>(holder.session, without(holder.older, session));
		}

	}

}

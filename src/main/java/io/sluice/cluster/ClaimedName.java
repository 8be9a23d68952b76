package io.sluice.cluster;

import java.util.ArrayList;
import java.util.List;

import io.sluice.cluster.ClaimRule.Verdict;
import io.sluice.session.ListenerSessions;
import io.sluice.session.OnDuplicate;
import io.sluice.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * A name that sessions of this pod have, one for each listener. Any thread.
 */
final class ClaimedName {

	private final String name;

	private List<NameClaim> claims = List.of();

	/** The listeners whose sessions have given the name back, to sessions elsewhere. */
	private List<String> released = List.of();

	/** The connection in which the name is subscribed to. Used by the names' thread. */
	private int subscribedIn;

	ClaimedName(String name) {
		this.name = name;
	}

	String name() {
		return this.name;
	}

	synchronized boolean isEmpty() {
		return this.claims.isEmpty();
	}

	/**
	 * Whether there is nothing to tell the engine of in its next connection.
	 */
	synchronized boolean isSilent() {
		return this.claims.isEmpty() && this.released.isEmpty();
	}

	boolean isSubscribed(int connection) {
		return this.subscribedIn == connection;
	}

	void setSubscribed(int connection) {
		this.subscribedIn = connection;
	}

	/**
	 * Record which session of a listener has the name.
	 * @param sessions the sessions of the listener
	 * @param holder the session, or {@code null} for none
	 * @param time the current time in milliseconds
	 * @param connection the connection to the engine, or 0 for none
	 */
	synchronized void update(ListenerSessions sessions, @Nullable Session holder, long time, int connection) {
		NameClaim claim = find(sessions.name());
		if (claim == null) {
			if (holder != null) {
				this.claims = plus(this.claims, new NameClaim(sessions, holder, time, connection));
			}
		}
		else if (holder == null) {
			remove(claim);
		}
		else if (claim.session() != holder) {
			if (claim.session().isClosed() && isShared(claim)) {
				// the session had the name before the one that has ended
				claim.renew(holder, claim.namedAt(), 0);
			}
			else {
				claim.renew(holder, time, connection);
			}
		}
	}

	private void remove(NameClaim claim) {
		this.claims = this.claims.stream().filter((each) -> each != claim).toList();
		boolean known = claim.number() != 0;
		if (known && isShared(claim) && !this.released.contains(claim.listener())) {
			this.released = plus(this.released, claim.listener());
		}
	}

	private static boolean isShared(NameClaim claim) {
		return claim.sessions().policy().onDuplicate() == OnDuplicate.ALLOW;
	}

	private static <T> List<T> plus(List<T> list, T element) {
		if (list.isEmpty()) {
			// a list of one element is small
			return List.of(element);
		}
		List<T> more = new ArrayList<>(list);
		more.add(element);
		return List.copyOf(more);
	}

	/**
	 * The claim for the session of a listener, unless it is given up.
	 */
	private @Nullable NameClaim findLive(String listener) {
		NameClaim claim = find(listener);
		return (claim != null && !claim.isGivenUp()) ? claim : null;
	}

	private @Nullable NameClaim find(String listener) {
		for (NameClaim claim : this.claims) {
			if (claim.listener().equals(listener)) {
				return claim;
			}
		}
		return null;
	}

	/**
	 * The claims and releases that the engine has not been told of in a connection. A
	 * claim waits until the name is subscribed to: otherwise the engine would not bring
	 * it back.
	 * @param connection the connection
	 * @param numbers the source of the numbers of claims
	 */
	synchronized List<Envelope> takeUnpublished(int connection, ClaimNumbers numbers) {
		List<Envelope> envelopes = new ArrayList<>();
		for (NameClaim claim : this.claims) {
			if (isSubscribed(connection) && !claim.isPublished(connection) && !claim.isGivenUp()) {
				EnvelopeKind kind = claim.isAgain(connection) ? EnvelopeKind.CLAIM_AGAIN : EnvelopeKind.CLAIM;
				claim.recordPublication(connection, numbers.next());
				envelopes.add(envelope(kind, claim));
			}
		}
		for (String listener : this.released) {
			if (find(listener) == null) {
				envelopes.add(new Envelope(EnvelopeKind.RELEASE).with(EnvelopeField.NAME, this.name)
					.with(EnvelopeField.LISTENER, listener));
			}
		}
		this.released = List.of();
		return envelopes;
	}

	private Envelope envelope(EnvelopeKind kind, NameClaim claim) {
		return new Envelope(kind).with(EnvelopeField.NAME, this.name)
			.with(EnvelopeField.LISTENER, claim.listener())
			.with(EnvelopeField.CLAIM, claim.number())
			.with(EnvelopeField.NAMED_AT, claim.namedAt());
	}

	/**
	 * Record that a claim may not have been published.
	 * @param number its number, or 0 for a release, which is not repeated
	 * @return whether it has to be published again
	 */
	synchronized boolean recordFailure(long number) {
		for (NameClaim claim : this.claims) {
			if (number != 0 && claim.number() == number) {
				claim.repeat();
				return true;
			}
		}
		return false;
	}

	/**
	 * Have those claims published again that others may share and that are not the last
	 * ones.
	 * @return whether there are any
	 */
	synchronized boolean repeatShared(int connection) {
		boolean any = false;
		for (NameClaim claim : this.claims) {
			if (isShared(claim) && claim.isPublished(connection) && !claim.isOwned(connection)) {
				claim.repeat();
				any = true;
			}
		}
		return any;
	}

	/**
	 * Record that the engine has brought back a claim of this pod.
	 */
	synchronized void recordOwn(String listener, long number, int connection) {
		NameClaim claim = findLive(listener);
		if (claim != null) {
			claim.recordOwn(number, connection);
		}
	}

	/**
	 * Record a claim of another pod, and decide what to do.
	 * @param claim the claim
	 * @param kind its kind; one that comes late counts as one that is repeated
	 * @param own the id of this process
	 * @param connection the connection that it came in
	 * @return what to do, or {@code null} if no session of this pod has the name
	 */
	synchronized @Nullable Decision judge(Envelope claim, EnvelopeKind kind, String own, int connection) {
		NameClaim mine = findLive(claim.text(EnvelopeField.LISTENER));
		if (mine == null) {
			return null;
		}
		mine.recordOther();
		String other = claim.text(EnvelopeField.POD_ID);
		boolean answersOwn = own.equals(claim.textOrNull(EnvelopeField.TARGET_POD))
				&& claim.numberOrZero(EnvelopeField.TARGET_CLAIM) == mine.number() && mine.isPublished(connection);
		int order = Long.compare(mine.namedAt(), claim.number(EnvelopeField.NAMED_AT));
		boolean newer = order > 0 || (order == 0 && own.compareTo(other) > 0);
		OnDuplicate policy = mine.sessions().policy().onDuplicate();
		Verdict verdict = ClaimRule.decide(policy,
				new ClaimRule.Own(mine.isConfirmed(connection), mine.isAgain(connection), newer), kind, answersOwn);
		if (verdict == Verdict.GIVE_UP) {
			mine.giveUp();
		}
		return new Decision(verdict, policy, mine.session(),
				envelope(EnvelopeKind.KEEP, mine).with(EnvelopeField.TARGET_POD, other)
					.with(EnvelopeField.TARGET_CLAIM, claim.number(EnvelopeField.CLAIM)));
	}

	/**
	 * The session of a listener to which what is sent to the name belongs, or
	 * {@code null}.
	 */
	synchronized @Nullable Session owner(String listener, int connection) {
		NameClaim claim = findLive(listener);
		return (claim != null && claim.isOwned(connection)) ? claim.session() : null;
	}

	/**
	 * When the session of a listener got the name, in milliseconds; 0 if there is none.
	 */
	synchronized long namedAt(String listener) {
		NameClaim claim = find(listener);
		return (claim != null) ? claim.namedAt() : 0;
	}

	/**
	 * What to do about the claim of another pod.
	 *
	 * @param verdict what to do
	 * @param policy what happens to duplicates
	 * @param session the session of this pod
	 * @param keep tells the other pod to give up the name
	 */
	record Decision(Verdict verdict, OnDuplicate policy, Session session, Envelope keep) {

	}

}

package io.sluice.upstream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import io.sluice.client.Admission;
import io.sluice.client.Request;
import io.sluice.client.SharedConnection;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Gives a request to the connection with the fewest requests in flight of those that can
 * take it. Where all have many, a connection goes on to take requests until it has an
 * eighth more than another: requests that follow each other at once are then written
 * together, and their replies are read together.
 */
@RequiredArgsConstructor
final class ConnectionChoice implements ConnectionSource {

	/** The share of its requests that a connection may have more than another. */
	private static final int EXCESS = 8;

	private final List<UpstreamAddress> addresses;

	/** Where the search begins, so that connections without requests take turns. */
	private final AtomicInteger turn = new AtomicInteger();

	/** The connection that took a request last. */
	private volatile @Nullable SharedConnection latest;

	@Override
	public Choice offer(Request request, long now) {
		Choice choice = offer(request, now, false);
		if (choice.outcome() != Outcome.UNAVAILABLE) {
			return choice;
		}
		// better an address that has failed than none
		return offer(request, now, true);
	}

	@Override
	public Exception unavailable() {
		return this.addresses.getFirst().unavailable();
	}

	private Choice offer(Request request, long now, boolean ejected) {
		Map<SharedConnection, Admission> refused = Map.of();
		Candidate best = least(now, ejected, refused.keySet());
		while (best != null) {
			Admission admission = best.connection().offer(request);
			if (admission == Admission.TAKEN) {
				this.latest = best.connection();
				return new Choice(Outcome.TAKEN, best.address());
			}
			refused = new HashMap<>(refused);
			refused.put(best.connection(), admission);
			best = least(now, ejected, refused.keySet());
		}
		boolean full = refused.containsValue(Admission.FULL) || isAnyFull(now, ejected);
		if (refused.containsValue(Admission.KEY_ABANDONED) && !full) {
			replaceOne(refused, now, ejected);
		}
		if (isKeyed(refused)) {
			return full ? Choice.WAIT_FOR_KEY_OR_PLACE : Choice.WAIT_FOR_KEY;
		}
		if (isAnyOpening(now, ejected) || (!full && isExpected(now, ejected))) {
			return Choice.WAIT;
		}
		return full ? Choice.BUSY : Choice.UNAVAILABLE;
	}

	private static boolean isKeyed(Map<SharedConnection, Admission> refused) {
		return refused.containsValue(Admission.KEY_PENDING) || refused.containsValue(Admission.KEY_ABANDONED);
	}

	/**
	 * Replace a connection if the key of a request is reserved on all of them, and the
	 * replies that it is reserved for are no longer expected.
	 */
	private void replaceOne(Map<SharedConnection, Admission> refused, long now, boolean ejected) {
		if (refused.values().stream().allMatch(Admission.KEY_ABANDONED::equals) && !isAnyOpening(now, ejected)) {
			refused.keySet().iterator().next().retire();
		}
	}

	private @Nullable Candidate least(long now, boolean ejected, Set<SharedConnection> refused) {
		Search search = new Search(this.latest);
		int first = this.turn.getAndIncrement();
		for (int i = 0; i < this.addresses.size(); i++) {
			UpstreamAddress address = this.addresses.get(Math.floorMod(first + i, this.addresses.size()));
			if (address.isUsable(now, ejected)) {
				consider(search, address, address.slowness(now), refused);
			}
		}
		return search.choose();
	}

	/**
	 * @param slowness the factor by which the address has less to do while it starts
	 */
	private static void consider(Search search, UpstreamAddress address, double slowness,
			Set<SharedConnection> refused) {
		for (ConnectionSlot slot : address.slots()) {
			SharedConnection connection = slot.current();
			if (connection != null && !connection.isFull() && !refused.contains(connection)) {
				search.consider(address, connection, (connection.inFlight() + 1) * slowness);
			}
		}
	}

	private boolean isAnyFull(long now, boolean ejected) {
		return isAny(now, ejected, (slot) -> {
			SharedConnection connection = slot.current();
			return connection != null && connection.isFull();
		});
	}

	private boolean isAnyOpening(long now, boolean ejected) {
		return isAny(now, ejected, (slot) -> slot.current() == null && slot.isExpected());
	}

	private boolean isExpected(long now, boolean ejected) {
		return isAny(now, ejected, ConnectionSlot::isExpected);
	}

	private boolean isAny(long now, boolean ejected, Predicate<ConnectionSlot> condition) {
		for (UpstreamAddress address : this.addresses) {
			if (address.isUsable(now, ejected) && address.slots().stream().anyMatch(condition)) {
				return true;
			}
		}
		return false;
	}

	/** A connection that may take a request. */
	private record Candidate(UpstreamAddress address, SharedConnection connection) {

	}

	/**
	 * Looks for the connection with the smallest load, or stays with the latest one if it
	 * is as good. It keeps the best so far in fields, so that no object is created for
	 * each comparison.
	 */
	@RequiredArgsConstructor
	private static final class Search {

		private final @Nullable SharedConnection latest;

		private @Nullable UpstreamAddress latestAddress;

		private double latestLoad;

		private @Nullable UpstreamAddress address;

		private @Nullable SharedConnection least;

		private double leastLoad = Double.POSITIVE_INFINITY;

		/**
		 * @param load the requests that the connection would have in flight, and more
		 * while its address starts
		 */
		void consider(UpstreamAddress of, SharedConnection connection, double load) {
			if (load < this.leastLoad) {
				this.least = connection;
				this.address = of;
				this.leastLoad = load;
			}
			if (connection == this.latest) {
				this.latestAddress = of;
				this.latestLoad = load;
			}
		}

		@Nullable Candidate choose() {
			if (this.latest != null && this.latestAddress != null && isLatestAsGood()) {
				return new Candidate(this.latestAddress, this.latest);
			}
			return (this.least != null && this.address != null) ? new Candidate(this.address, this.least) : null;
		}

		private boolean isLatestAsGood() {
			return this.leastLoad >= EXCESS && this.latestLoad <= this.leastLoad + this.leastLoad / EXCESS;
		}

	}

}

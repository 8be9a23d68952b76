package io.sluice.upstream;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.client.Admission;
import io.sluice.client.Request;
import io.sluice.client.SharedConnection;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Gives a request to the connection with the fewest requests in flight of those that can
 * take it.
 */
@RequiredArgsConstructor
final class ConnectionChoice {

	private final List<UpstreamAddress> addresses;

	/** Where the search begins, so that connections without requests take turns. */
	private final AtomicInteger turn = new AtomicInteger();

	/**
	 * Give a request to a connection.
	 * @return the outcome, and the address whose connection has taken the request
	 */
	Choice offer(Request request, long now) {
		Choice choice = offer(request, now, false);
		if (choice.outcome() != Outcome.UNAVAILABLE) {
			return choice;
		}
		// better an address that has failed than none
		return offer(request, now, true);
	}

	private Choice offer(Request request, long now, boolean ejected) {
		Set<SharedConnection> refused = Set.of();
		boolean waits = false;
		boolean full = false;
		Candidate best = least(now, ejected, refused);
		while (best != null) {
			Admission admission = best.connection().offer(request);
			if (admission == Admission.TAKEN) {
				return new Choice(Outcome.TAKEN, best.address());
			}
			full |= admission == Admission.FULL;
			waits |= admission == Admission.KEY_PENDING;
			refused = new HashSet<>(refused);
			refused.add(best.connection());
			best = least(now, ejected, refused);
		}
		if (waits || (!full && isExpected(now, ejected))) {
			return Choice.WAIT;
		}
		return full ? Choice.BUSY : Choice.UNAVAILABLE;
	}

	private @Nullable Candidate least(long now, boolean ejected, Set<SharedConnection> refused) {
		UpstreamAddress bestAddress = null;
		SharedConnection best = null;
		double least = Double.MAX_VALUE;
		int first = this.turn.getAndIncrement();
		for (int i = 0; i < this.addresses.size(); i++) {
			UpstreamAddress address = this.addresses.get(Math.floorMod(first + i, this.addresses.size()));
			if (!address.isUsable(now, ejected)) {
				continue;
			}
			double slowness = address.slowness(now);
			for (ConnectionSlot slot : address.slots()) {
				SharedConnection connection = slot.current();
				if (connection == null || refused.contains(connection)) {
					continue;
				}
				double load = (connection.inFlight() + 1) * slowness;
				if (load < least) {
					least = load;
					best = connection;
					bestAddress = address;
				}
			}
		}
		return (best != null && bestAddress != null) ? new Candidate(bestAddress, best) : null;
	}

	private boolean isExpected(long now, boolean ejected) {
		for (UpstreamAddress address : this.addresses) {
			if (address.isUsable(now, ejected) && address.slots().stream().anyMatch(ConnectionSlot::isExpected)) {
				return true;
			}
		}
		return false;
	}

	private record Candidate(UpstreamAddress address, SharedConnection connection) {

	}

	/**
	 * The outcome of a choice.
	 *
	 * @param outcome the outcome
	 * @param address the address of the connection that has taken the request
	 */
	record Choice(Outcome outcome, @Nullable UpstreamAddress address) {

		static final Choice WAIT = new Choice(Outcome.WAIT, null);

		static final Choice BUSY = new Choice(Outcome.BUSY, null);

		static final Choice UNAVAILABLE = new Choice(Outcome.UNAVAILABLE, null);

	}

}

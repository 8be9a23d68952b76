package io.sluice.upstream;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.client.SharedConnection;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections of clients, each to the address with the fewest clients. Addresses
 * that are ejected, or to which connecting has failed recently, come last.
 */
@RequiredArgsConstructor
final class AddressChoice {

	private static final double EJECTED = 1e6;

	private static final double UNREACHABLE = 1e9;

	private final List<UpstreamAddress> addresses;

	/** Where the search begins, so that addresses with as many clients take turns. */
	private final AtomicInteger turn = new AtomicInteger();

	/**
	 * Open a connection. Waits for it.
	 * @param pushes receives what the upstream sends without a request
	 * @return {@code null} if no address could be connected to
	 */
	@Nullable StickyLink open(SharedConnection.Terms terms, SharedConnection.PushReceiver pushes) {
		Set<UpstreamAddress> tried = new HashSet<>();
		for (UpstreamAddress next = best(tried); next != null; next = best(tried)) {
			SharedConnection opened = next.open(terms, pushes);
			if (opened != null) {
				return new StickyLink(next, opened);
			}
			tried.add(next);
		}
		return null;
	}

	private @Nullable UpstreamAddress best(Set<UpstreamAddress> tried) {
		long now = System.nanoTime();
		UpstreamAddress best = null;
		double least = Double.MAX_VALUE;
		int first = this.turn.getAndIncrement();
		for (int i = 0; i < this.addresses.size(); i++) {
			UpstreamAddress address = this.addresses.get(Math.floorMod(first + i, this.addresses.size()));
			double load = load(address, now);
			if (load < least && address.isUsable(now, true) && !tried.contains(address)) {
				least = load;
				best = address;
			}
		}
		return best;
	}

	private static double load(UpstreamAddress address, long now) {
		double load = (address.clients() + 1) * address.slowness(now);
		if (!address.isUsable(now, false)) {
			load += EJECTED;
		}
		return address.isUnreachable(now) ? load + UNREACHABLE : load;
	}

	/**
	 * Why no address can be connected to, for the log.
	 */
	Exception unavailable() {
		return this.addresses.getFirst().unavailable();
	}

}

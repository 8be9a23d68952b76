package io.sluice.cluster;

import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * The leases that pods report to each other in their beats. Any thread.
 */
@RequiredArgsConstructor
final class BeatLeases implements PodLeases {

	private final PodRegistry pods;

	private final String own;

	private volatile Supplier<List<String>> held = List::of;

	@Override
	public void report(Supplier<List<String>> latest) {
		this.held = latest;
	}

	@Override
	public String own() {
		return this.own;
	}

	/** If two pods report the lease, the one that was heard of last holds it. */
	@Override
	public @Nullable String holder(String role) {
		if (!this.pods.isConnected()) {
			return null;
		}
		return this.pods.others()
			.stream()
			.filter((pod) -> pod.leases().contains(role))
			.max(Comparator.comparingLong(Pod::seen))
			.map(Pod::name)
			.orElse(null);
	}

	/**
	 * The roles of the leases that this pod reports to the others.
	 */
	List<String> held() {
		return this.held.get();
	}

}

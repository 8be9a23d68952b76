package io.sluice.telemetry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The latest errors of each listener, and its latest rejected clients. Each has a ring of
 * its own, so that a listener with many errors does not push out the few of another.
 * <p>
 * Any thread, without a lock: clients may cause errors at any rate.
 */
final class RecentErrors {

	/** The number of errors of a listener that are kept. */
	static final int CAPACITY = 50;

	private final Map<String, Ring> rings = new ConcurrentHashMap<>();

	/**
	 * Kept apart, because a rejected client may connect again a hundred times a second.
	 */
	private final Map<String, Ring> rejected = new ConcurrentHashMap<>();

	void record(RecentError error) {
		Map<String, Ring> kept = (error.kind() == RecentError.Kind.REJECTED) ? this.rejected : this.rings;
		String listener = error.client().listener();
		Ring ring = kept.get(listener);
		((ring != null) ? ring : kept.computeIfAbsent(listener, (_) -> new Ring())).add(error);
	}

	/**
	 * The errors of all listeners, the newest first.
	 */
	List<RecentError> list() {
		List<RecentError> listed = new ArrayList<>();
		this.rings.values().forEach((ring) -> ring.addTo(listed));
		this.rejected.values().forEach((ring) -> ring.addTo(listed));
		listed.sort(Comparator.comparing(RecentError::at).reversed());
		return listed;
	}

	/**
	 * The latest errors of one listener.
	 */
	private static final class Ring {

		private final AtomicReferenceArray<RecentError> places = new AtomicReferenceArray<>(CAPACITY);

		private final AtomicInteger next = new AtomicInteger();

		void add(RecentError error) {
			this.places.set(Math.floorMod(this.next.getAndIncrement(), CAPACITY), error);
		}

		void addTo(List<RecentError> listed) {
			for (int place = 0; place < CAPACITY; place++) {
				RecentError error = this.places.get(place);
				if (error != null) {
					listed.add(error);
				}
			}
		}

	}

}

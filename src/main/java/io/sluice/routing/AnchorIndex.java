package io.sluice.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds the routes whose anchor bytes a message has by one look-up for each place and
 * length of such bytes.
 */
final class AnchorIndex {

	private final List<Group> groups;

	/** The routes without an anchor, in ascending order. */
	private final int[] others;

	/**
	 * Build the index.
	 * @param predicates the predicates of all routes, in their order
	 */
	AnchorIndex(List<MessagePredicate> predicates) {
		Map<Place, Group> byPlace = new HashMap<>();
		List<Integer> unanchored = new ArrayList<>();
		for (int route = 0; route < predicates.size(); route++) {
			List<Anchor> anchors = predicates.get(route).anchors();
			if (anchors.isEmpty()) {
				unanchored.add(route);
			}
			for (Anchor anchor : anchors) {
				Place place = new Place(anchor.offset(), anchor.bytes().length, anchor.whole());
				byPlace.computeIfAbsent(place, Group::new).add(anchor.bytes(), route);
			}
		}
		this.groups = List.copyOf(byPlace.values());
		this.others = toArray(unanchored);
	}

	/**
	 * Start a search for the routes that may match.
	 * @param payload the message
	 */
	Candidates candidates(byte[] payload) {
		int[][] found = new int[this.groups.size() + 1][];
		int count = 0;
		found[count++] = this.others;
		for (Group group : this.groups) {
			int[] routes = group.find(payload);
			if (routes != null) {
				found[count++] = routes;
			}
		}
		return new Candidates(found, count);
	}

	private static int[] toArray(List<Integer> numbers) {
		return numbers.stream().mapToInt(Integer::intValue).toArray();
	}

	/**
	 * The routes that may match a message, in ascending order and each once.
	 */
	static final class Candidates {

		private final int[][] lists;

		private final int[] cursors;

		private Candidates(int[][] lists, int count) {
			this.lists = lists;
			this.cursors = new int[count];
		}

		/**
		 * The next route, or -1 after the last one.
		 */
		int next() {
			int next = Integer.MAX_VALUE;
			for (int i = 0; i < this.cursors.length; i++) {
				if (this.cursors[i] < this.lists[i].length) {
					next = Math.min(next, this.lists[i][this.cursors[i]]);
				}
			}
			for (int i = 0; i < this.cursors.length; i++) {
				if (this.cursors[i] < this.lists[i].length && this.lists[i][this.cursors[i]] == next) {
					this.cursors[i]++;
				}
			}
			return (next == Integer.MAX_VALUE) ? -1 : next;
		}

	}

	/**
	 * Where anchor bytes are.
	 */
	private record Place(int offset, int length, boolean whole) {

	}

	/** The anchors of one place. */
	private static final class Group {

		private final Place place;

		/** The routes by the hash of their bytes; the predicates compare the bytes. */
		private final Map<Integer, int[]> routes = new HashMap<>();

		Group(Place place) {
			this.place = place;
		}

		void add(byte[] bytes, int route) {
			this.routes.merge(hash(bytes, 0, bytes.length), new int[] { route }, Group::append);
		}

		private static int[] append(int[] routes, int[] more) {
			if (routes[routes.length - 1] == more[0]) {
				return routes;
			}
			int[] all = Arrays.copyOf(routes, routes.length + 1);
			all[routes.length] = more[0];
			return all;
		}

		int @Nullable [] find(byte[] payload) {
			int end = this.place.offset + this.place.length;
			boolean there = this.place.whole ? payload.length == end : payload.length >= end;
			return there ? this.routes.get(hash(payload, this.place.offset, end)) : null;
		}

		private static int hash(byte[] bytes, int begin, int end) {
			int hash = 1;
			for (int i = begin; i < end; i++) {
				hash = 31 * hash + bytes[i];
			}
			return hash;
		}

	}

}

package io.sluice.actuate.threads;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.sluice.telemetry.Phase;
import lombok.RequiredArgsConstructor;

/**
 * Groups threads by place, and counts the connections that they serve. One stack is kept
 * for each group, so that many threads need little memory.
 */
@RequiredArgsConstructor
public final class ThreadGrouping {

	/** The connections of threads, by thread id. */
	private final Map<Long, Served> served;

	private final Map<ThreadPlace, Group> groups = new HashMap<>();

	private final Counts counts = new Counts();

	private int total;

	public void add(DumpedThread thread) {
		this.total++;
		Group group = this.groups.computeIfAbsent(ThreadPlace.of(thread), (place) -> new Group(place, thread.stack()));
		group.count++;
		Served connection = this.served.get(thread.tid());
		if (connection != null) {
			group.counts.add(connection);
			this.counts.add(connection);
		}
	}

	/**
	 * The groups as a response, the largest first.
	 */
	public Map<String, Object> show() {
		List<Map<String, Object>> shown = this.groups.values()
			.stream()
			.sorted(Comparator.comparingInt((Group group) -> -group.count).thenComparing((group) -> group.place.at()))
			.map(Group::show)
			.toList();
		Map<String, Object> answer = new LinkedHashMap<>();
		answer.put("total", this.total);
		answer.put("phases", this.counts.byListener);
		answer.put("groups", shown);
		return answer;
	}

	/**
	 * The connection that a thread serves.
	 *
	 * @param listener the connection's listener
	 * @param phase the connection's phase
	 */
	public record Served(String listener, Phase phase) {

	}

	/** The number of connections by listener and phase. */
	private static final class Counts {

		private final Map<String, Map<String, Integer>> byListener = new TreeMap<>();

		void add(Served connection) {
			this.byListener.computeIfAbsent(connection.listener(), (listener) -> new TreeMap<>())
				.merge(connection.phase().tag(), 1, Integer::sum);
		}

	}

	/** The threads of one place. */
	@RequiredArgsConstructor
	private static final class Group {

		private final ThreadPlace place;

		/** The stack of the first thread. */
		private final List<String> stack;

		private final Counts counts = new Counts();

		private int count;

		Map<String, Object> show() {
			Map<String, Object> shown = new LinkedHashMap<>();
			shown.put("count", this.count);
			shown.put("state", this.place.state());
			shown.put("at", this.place.at());
			if (this.place.waitsFor() != null) {
				shown.put("waitsFor", this.place.waitsFor());
			}
			shown.put("listeners", this.counts.byListener);
			shown.put("stack", this.stack);
			return shown;
		}

	}

}

package io.sluice;

import java.util.List;

/**
 * The result of a broadcast, counted by session. Of another pod's sessions, at most 100
 * are among the failures.
 *
 * @param written the number of sessions whose message the operating system has taken
 * @param stuck the number of sessions that did not read
 * @param failed the number of sessions whose message could not be sent, or that closed
 * meanwhile
 * @param failures the results for the sessions that were stuck or failed
 * @param silentPods the names of the pods that did not tell what became of the messages
 * to their sessions, which are not counted; {@code unknown} stands for one of which this
 * pod knows no name; empty without a cluster
 */
public record BroadcastResult(int written, int stuck, int failed, List<PushResult> failures, List<String> silentPods) {

	/**
	 * Copy the lists.
	 */
	public BroadcastResult {
		failures = List.copyOf(failures);
		silentPods = List.copyOf(silentPods);
	}

	/**
	 * Create the result of a broadcast to sessions of this process.
	 * @param written the number of sessions whose message the operating system has taken
	 * @param stuck the number of sessions that did not read
	 * @param failed the number of sessions whose message could not be sent
	 * @param failures the results for the sessions that were stuck or failed
	 */
	public BroadcastResult(int written, int stuck, int failed, List<PushResult> failures) {
		this(written, stuck, failed, failures, List.of());
	}

}

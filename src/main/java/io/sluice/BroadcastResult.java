package io.sluice;

import java.util.List;

/**
 * The result of a broadcast, counted by session.
 *
 * @param written the number of sessions whose message the operating system has taken
 * @param stuck the number of sessions that did not read
 * @param failed the number of sessions whose message could not be sent, or that closed
 * meanwhile
 * @param failures the results for the sessions that were stuck or failed
 */
public record BroadcastResult(int written, int stuck, int failed, List<PushResult> failures) {

	/**
	 * Copy the failures.
	 */
	public BroadcastResult {
		failures = List.copyOf(failures);
	}

}

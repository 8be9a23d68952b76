package io.sluice.session;

import java.util.concurrent.CompletableFuture;

import io.sluice.PushResult;

/**
 * A push that may not have been written yet. Any thread.
 */
public interface PendingPush {

	/**
	 * What became of the push. Completed once, by the push itself; its users must not
	 * complete it.
	 */
	CompletableFuture<PushResult> result();

	/**
	 * The {@link System#nanoTime()} at which the push expires, if it has not ended.
	 */
	long deadline();

	/**
	 * Whether the client may have received a part of it.
	 */
	boolean hasBegun();

	/**
	 * Wait no longer: a push whose write has not begun is withdrawn. Completes the
	 * result, at the latest when the attempt to write that is being made has ended, which
	 * does not wait for the client.
	 */
	void expire();

}

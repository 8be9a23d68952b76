package io.sluice.cluster;

import java.util.concurrent.CompletableFuture;

/**
 * A request that waits for answers of other pods. Any thread.
 */
interface PendingRequest {

	/**
	 * Take an answer. Called by the engine's thread; does not wait.
	 */
	void receive(Envelope answer);

	/**
	 * Look again at the pods that live.
	 */
	void recheck();

	/**
	 * Completes when no answer is awaited any more.
	 */
	CompletableFuture<?> ended();

}

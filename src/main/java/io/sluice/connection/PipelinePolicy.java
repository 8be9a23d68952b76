package io.sluice.connection;

import java.util.concurrent.ThreadFactory;

/**
 * How many requests of one connection are at their targets at once.
 *
 * @param depth the largest number of requests that have been read; 1 to answer one after
 * another
 * @param concurrency the largest number of requests that are at their targets; the others
 * wait for their turn
 * @param ordered whether replies leave in the order of the requests
 * @param threads creates the threads of targets
 */
public record PipelinePolicy(int depth, int concurrency, boolean ordered, ThreadFactory threads) {

	/** One request after another. */
	public static final PipelinePolicy SERIAL = new PipelinePolicy(1, 1, true, Thread::new);

}

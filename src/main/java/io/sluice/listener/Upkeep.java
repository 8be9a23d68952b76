package io.sluice.listener;

import io.sluice.process.VitalThreads;

/**
 * What looks after a listener's connections and threads.
 *
 * @param sweeper looks at the deadlines of its connections
 * @param threads hears of the end of the thread that accepts
 */
public record Upkeep(Sweeper sweeper, VitalThreads threads) {
}

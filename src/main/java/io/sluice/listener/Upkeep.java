package io.sluice.listener;

import io.sluice.process.VitalThreadMonitor;

/**
 * The parts that watch over a listener's connections and threads.
 *
 * @param sweeper checks the deadlines of its connections
 * @param threads is notified when the accept thread ends
 */
public record Upkeep(Sweeper sweeper, VitalThreadMonitor threads) {
}

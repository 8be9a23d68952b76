package io.sluice.connection;

import io.sluice.process.MemoryBudget;

/**
 * What the connections of all listeners share.
 *
 * @param memory what they take their memory from
 * @param flusher sends replies where a connection's own thread cannot
 */
public record ConnectionResources(MemoryBudget memory, ReplyFlusher flusher) {
}

package io.sluice.connection;

import io.sluice.process.MemoryBudget;

/**
 * The resources that the connections of all listeners share.
 *
 * @param memory the budget that connections take memory from
 * @param flusher sends replies when a connection's own thread cannot
 */
public record ConnectionResources(MemoryBudget memory, ReplyFlusher flusher) {
}

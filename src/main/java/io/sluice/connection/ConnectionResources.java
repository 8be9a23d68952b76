package io.sluice.connection;

import java.util.concurrent.Executor;

import io.sluice.process.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * The resources that connections share.
 *
 * @param memory the budget that connections take memory from
 * @param flusher sends replies when a connection's own thread cannot
 * @param threads starts the thread of a quiet connection that has input, or {@code null}
 * if a connection keeps its thread
 */
public record ConnectionResources(MemoryBudget memory, ReplyFlusher flusher, @Nullable Executor threads) {
}

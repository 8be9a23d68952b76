package io.sluice.telemetry;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a connection with its past.
 *
 * @param info the snapshot
 * @param recent its events, the oldest first, or {@code null} if none are remembered
 */
public record ConnectionLife(ConnectionInfo info, @Nullable List<ConnectionEvent> recent) {
}

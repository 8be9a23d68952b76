package io.sluice.connection;

import java.time.Duration;

/**
 * The timeouts of a listener. The sweeper acts within a quarter of a second.
 *
 * @param request from the last byte of a request to its reply
 * @param frame from the first byte of a frame to its last, however slowly the bytes
 * arrive
 * @param write the longest time that a write may make no progress, measured in pieces of
 * 64 KB
 * @param lifetime the limits of a connection, as opposed to a message
 */
public record Timeouts(Duration request, Duration frame, Duration write, Lifetime lifetime) {
}

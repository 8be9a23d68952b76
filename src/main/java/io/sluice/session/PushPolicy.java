package io.sluice.session;

import java.time.Duration;

/**
 * The limits of a listener's pushes.
 *
 * @param timeout the longest time that a push waits for its client to read
 * @param maxPending the most pushes of a session that wait
 */
public record PushPolicy(Duration timeout, int maxPending) {
}

package io.sluice.upstream;

import java.time.Duration;

/**
 * When a circuit breaker opens, and for how long.
 *
 * @param failureRate the percentage of failed attempts at which it opens
 * @param window the number of latest attempts that count
 * @param openFor how long it stays open
 */
public record BreakerSettings(int failureRate, int window, Duration openFor) {

}

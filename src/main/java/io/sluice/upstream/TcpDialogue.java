package io.sluice.upstream;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The requests and replies of a TCP upstream.
 *
 * @param timeout the longest time from a request to its reply
 * @param keys match replies to requests; {@code null} if replies arrive in the order of
 * the requests
 * @param check the active health check, or {@code null} for none
 */
public record TcpDialogue(Duration timeout, @Nullable ReplyKeys keys, @Nullable HealthCheck check) {

}

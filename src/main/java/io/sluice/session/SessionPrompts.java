package io.sluice.session;

import org.jspecify.annotations.Nullable;

/**
 * The messages that a listener sends to its clients on its own.
 *
 * @param greeting the first message of each session, or {@code null}
 * @param heartbeat the heartbeats, or {@code null}
 */
public record SessionPrompts(@Nullable PushFrame greeting, @Nullable HeartbeatPolicy heartbeat) {
}

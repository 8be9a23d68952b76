package io.sluice.listener;

import java.util.concurrent.Executor;

import javax.net.ServerSocketFactory;

import io.sluice.process.Lease;
import io.sluice.socket.PolledSocket;
import io.sluice.spi.AcceptSwitch;
import org.jspecify.annotations.Nullable;

/**
 * How a listener accepts connections.
 *
 * @param sockets creates server sockets that accept {@link PolledSocket}s
 * @param acceptSwitch suspends and resumes accepting
 * @param connections runs each connection until it ends
 * @param lease the lease without which there is no connection, or {@code null} for none
 */
public record Acceptance(ServerSocketFactory sockets, AcceptSwitch acceptSwitch, Executor connections,
		@Nullable Lease lease) {
}

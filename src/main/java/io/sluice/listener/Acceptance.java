package io.sluice.listener;

import java.util.concurrent.Executor;

import javax.net.ServerSocketFactory;

import io.sluice.socket.PolledSocket;
import io.sluice.spi.AcceptSwitch;

/**
 * How a listener accepts connections.
 *
 * @param sockets creates server sockets that accept {@link PolledSocket}s
 * @param acceptSwitch suspends and resumes accepting
 * @param connections runs each connection until it ends
 */
public record Acceptance(ServerSocketFactory sockets, AcceptSwitch acceptSwitch, Executor connections) {
}

package io.sluice.connection;

import java.net.InetAddress;
import java.util.function.Function;

import io.sluice.spi.RequestGate;

import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;

/**
 * The rules for the requests of a listener.
 *
 * @param gates creates the gate of each connection, from the client's address
 * @param outstanding the requests that ended before their targets
 * @param targets what happens to these targets
 * @param mapper the listener's own mapper: it converts replies to bytes, and is not used
 * for requests
 * @param pipeline how many requests of a connection are at their targets at once
 */
public record RequestPolicy(Function<InetAddress, RequestGate> gates, OutstandingRequestTracker outstanding,
		TargetPolicy targets, TcpMessageMapper mapper, PipelinePolicy pipeline) {
}

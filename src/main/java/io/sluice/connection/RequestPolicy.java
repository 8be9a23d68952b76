package io.sluice.connection;

import java.net.InetAddress;
import java.util.function.Function;

import io.sluice.spi.RequestGate;

import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;

/**
 * What holds for the requests of a listener.
 *
 * @param gates gives each connection, by its client's address, what its requests must
 * pass
 * @param outstanding the requests that have ended and whose targets still run
 * @param targets what happens to those targets
 * @param mapper the listener's own: makes arrays of bytes of replies, and is not asked
 * for requests
 */
public record RequestPolicy(Function<InetAddress, RequestGate> gates, OutstandingRequestTracker outstanding,
		TargetPolicy targets, TcpMessageMapper mapper) {
}

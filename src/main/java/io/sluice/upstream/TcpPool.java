package io.sluice.upstream;

import io.sluice.process.Backoff;
import io.sluice.process.Lease;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a TCP upstream.
 *
 * @param connections the number of connections to each address
 * @param maxInFlight the largest number of requests in flight on a connection
 * @param use how requests use the connections
 * @param reconnect the delays between attempts to connect
 * @param lease the lease without which there is no connection, or {@code null} for none
 */
public record TcpPool(int connections, int maxInFlight, ConnectionUse use, Backoff reconnect, @Nullable Lease lease) {

}

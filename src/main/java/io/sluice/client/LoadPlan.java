package io.sluice.client;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * The load to put on a server.
 *
 * @param destination the server
 * @param sources the local addresses to connect from, in turn; if empty, any address
 * @param message the message, without its framing; it is sent repeatedly
 * @param connections the number of connections
 * @param inFlight the maximum number of messages in flight on a connection. Without a
 * rate, these are also limited to 256 KB, but never to less than one message
 * @param rate the number of messages a second over all connections, or 0 to send the next
 * message when a reply arrives
 * @param duration the time for which messages are sent
 * @param reconnect whether a connection that ends is opened again
 */
@SuppressWarnings("ArrayRecordComponent") // plans are not compared
public record LoadPlan(Destination destination, List<InetAddress> sources, byte[] message, int connections,
		int inFlight, double rate, Duration duration, boolean reconnect) {

	Destination destination(int connection) {
		return this.sources.isEmpty() ? this.destination
				: this.destination.from(this.sources.get(connection % this.sources.size()));
	}

	boolean isPaced() {
		return this.rate > 0;
	}

}

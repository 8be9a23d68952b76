package io.sluice.client;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * What load to put on a server.
 *
 * @param destination where to connect to
 * @param sources the local addresses to connect from, in turn; any where there is none
 * @param message the message that is sent again and again
 * @param connections how many connections to open
 * @param inFlight how many messages a connection has on their way at most; without a rate
 * no more than make up 256 KB, or one
 * @param rate messages a second over all connections, or 0 for as many as are answered
 * @param duration how long to send
 * @param reconnect whether a connection that ends is opened again
 */
@SuppressWarnings("ArrayRecordComponent") // plans are not compared
public record LoadPlan(Destination destination, List<InetAddress> sources, byte[] message, int connections,
		int inFlight, double rate, Duration duration, boolean reconnect) {

	/**
	 * Where one connection connects to, and from which of the local addresses.
	 * @param connection the connection's number
	 */
	Destination destination(int connection) {
		return this.sources.isEmpty() ? this.destination
				: this.destination.from(this.sources.get(connection % this.sources.size()));
	}

	/**
	 * Whether the messages have their times, and are not sent as others are answered.
	 */
	boolean isPaced() {
		return this.rate > 0;
	}

}

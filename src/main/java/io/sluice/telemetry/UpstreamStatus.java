package io.sluice.telemetry;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An upstream at one moment.
 *
 * @param state the state
 * @param addresses its addresses
 * @param inFlight the number of requests at the upstream
 * @param waiting the number of requests that wait to be sent
 */
public record UpstreamStatus(UpstreamState state, List<Address> addresses, int inFlight, int waiting) {

	/**
	 * The number of connections with requests in flight.
	 */
	public int busyConnections() {
		return this.addresses.stream().mapToInt(Address::busy).sum();
	}

	/**
	 * The number of open connections without a request in flight.
	 */
	public int idleConnections() {
		return this.addresses.stream().mapToInt(Address::connections).sum() - busyConnections();
	}

	/**
	 * An address of an upstream.
	 *
	 * @param address the address, without secrets
	 * @param connections the number of open connections
	 * @param busy the number of those with requests in flight
	 * @param problem why the address is not used, without secrets; {@code null} if it is
	 */
	public record Address(String address, int connections, int busy, @Nullable String problem) {

	}

}

package io.sluice.admission.limits;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.sluice.socket.IpAddress;

/**
 * Limits the open connections of each address. An IPv6 address counts as its network of
 * 64 bits, because one client has all addresses of such a network (RFC 4291, section
 * 2.5.1). An IPv4-mapped address counts as the IPv4 address. Only addresses with an open
 * connection are kept. Thread-safe.
 */
public final class AddressLimit {

	/**
	 * The connections by address. The key is a number, because numbers are comparable:
	 * clients may choose addresses whose hashes collide.
	 */
	private final ConcurrentMap<Long, Integer> connections = new ConcurrentHashMap<>();

	private volatile int max;

	/**
	 * Create a limit.
	 * @param max the most connections of one address, or 0 for no limit
	 */
	public AddressLimit(int max) {
		if (max < 0) {
			throw new IllegalArgumentException(
					"the limit of connections per address must be 0 (no limit) or more, not %d".formatted(max));
		}
		this.max = max;
	}

	/**
	 * Change the limit for further connections. Connections that were not counted,
	 * because there was no limit, stay uncounted.
	 * @param newMax the most connections of one address, or 0 for no limit
	 */
	void change(int newMax) {
		this.max = newMax;
	}

	/**
	 * The most connections of one address, or 0 for no limit.
	 */
	int max() {
		return this.max;
	}

	/**
	 * Count a new connection, unless its address has reached the limit.
	 * @param address the client's address
	 * @return whether it was counted; the caller must then call
	 * {@link #leave(InetAddress)}
	 */
	public boolean enter(InetAddress address) {
		int limit = this.max;
		return limit == 0 || enter(address, limit);
	}

	/**
	 * Count a new connection, unless its address has reached a limit.
	 * @param limit the most connections of one address, 1 or more
	 */
	boolean enter(InetAddress address, int limit) {
		Long network = IpAddress.network(address);
		while (true) {
			Integer count = this.connections.putIfAbsent(network, 1);
			if (count == null) {
				return true;
			}
			if (count >= limit) {
				return false;
			}
			if (this.connections.replace(network, count, count + 1)) {
				return true;
			}
		}
	}

	/**
	 * Remove a connection that was counted. Must be called once for each connection.
	 * @param address the address under which it was counted
	 */
	public void leave(InetAddress address) {
		this.connections.computeIfPresent(IpAddress.network(address),
				(network, count) -> (count > 1) ? count - 1 : null);
	}

	/**
	 * The open connections of an address.
	 * @param address the address
	 */
	int count(InetAddress address) {
		return this.connections.getOrDefault(IpAddress.network(address), 0);
	}

	/**
	 * Whether there is no open connection.
	 */
	boolean isEmpty() {
		return this.connections.isEmpty();
	}

	/** The number of addresses with an open connection. */
	int addresses() {
		return this.connections.size();
	}

}

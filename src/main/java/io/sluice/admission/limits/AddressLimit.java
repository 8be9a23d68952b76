package io.sluice.admission.limits;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Bounds how many connections an address has at once. IPv6 counts by its network of 64
 * bits, as a client has all addresses of one (RFC 4291, section 2.5.1); an IPv4-mapped
 * address is the IPv4 address. Knows only addresses that have a connection. Thread-safe.
 */
public final class AddressLimit {

	/** Where no IPv6 client is: ffff::/16 is multicast. */
	private static final long V4 = 0xffff_ffff_0000_0000L;

	/** By a number, as it is comparable: clients may choose addresses that collide. */
	private final ConcurrentMap<Long, Integer> connections = new ConcurrentHashMap<>();

	private final int max;

	/**
	 * Bound the connections of every address.
	 * @param max how many one may have, or 0 for any number
	 */
	public AddressLimit(int max) {
		if (max < 0) {
			throw new IllegalArgumentException("a limit is 0 (none) or more, not %d".formatted(max));
		}
		this.max = max;
	}

	/**
	 * Count a new connection, unless its address has as many as it may.
	 * @param address the client's address
	 * @return whether it was counted, so that {@link #leave(InetAddress)} is to follow
	 */
	public boolean enter(InetAddress address) {
		if (this.max == 0) {
			return true;
		}
		Long network = network(address);
		while (true) {
			Integer count = this.connections.putIfAbsent(network, 1);
			if (count == null) {
				return true;
			}
			if (count >= this.max) {
				return false;
			}
			if (this.connections.replace(network, count, count + 1)) {
				return true;
			}
		}
	}

	/**
	 * Forget a connection that was let in. To be called once for each.
	 * @param address the address that it entered by
	 */
	public void leave(InetAddress address) {
		this.connections.computeIfPresent(network(address), (network, count) -> (count > 1) ? count - 1 : null);
	}

	/**
	 * How many connections an address has.
	 * @param address the address
	 */
	int count(InetAddress address) {
		return this.connections.getOrDefault(network(address), 0);
	}

	/**
	 * Whether no address has any.
	 */
	boolean isEmpty() {
		return this.connections.isEmpty();
	}

	/** How many addresses are known. */
	int addresses() {
		return this.connections.size();
	}

	private static Long network(InetAddress address) {
		ByteBuffer bytes = ByteBuffer.wrap(IpAddress.bytes(address));
		return (bytes.remaining() == Integer.BYTES) ? V4 | Integer.toUnsignedLong(bytes.getInt()) : bytes.getLong();
	}

}

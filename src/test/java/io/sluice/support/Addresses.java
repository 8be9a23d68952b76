package io.sluice.support;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Addresses of tests.
 */
public final class Addresses {

	private Addresses() {
	}

	public static InetAddress address(String literal) {
		return InetAddress.ofLiteral(literal);
	}

	/** The JDK makes an IPv4 address of it everywhere else. */
	public static InetAddress mapped(String literal) {
		byte[] bytes = new byte[16];
		bytes[10] = -1;
		bytes[11] = -1;
		System.arraycopy(address(literal).getAddress(), 0, bytes, 12, 4);
		return v6(bytes, -1);
	}

	public static InetAddress scoped(String literal, int scope) {
		return v6(address(literal).getAddress(), scope);
	}

	private static InetAddress v6(byte[] bytes, int scope) {
		try {
			return Inet6Address.getByAddress(null, bytes, scope);
		}
		catch (UnknownHostException ex) {
			throw new AssertionError(ex);
		}
	}

}

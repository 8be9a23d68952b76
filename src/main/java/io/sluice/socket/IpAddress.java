package io.sluice.socket;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * IP addresses as text and as bytes, without name look-ups. Stricter than the JDK, which
 * also accepts {@code 10.1}, {@code 010.0.0.1}, brackets and scopes.
 */
public final class IpAddress {

	private static final int V4_BYTES = 4;

	private static final int V6_BYTES = 16;

	/**
	 * The prefix of the numbers of IPv4 addresses. No IPv6 client can have it: ffff::/16
	 * is multicast.
	 */
	private static final long V4 = 0xffff_ffff_0000_0000L;

	private static final byte[] MAPPED = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1 };

	private static final String GAP = "::";

	private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");

	private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

	private IpAddress() {
	}

	/**
	 * Parse an IPv4 address.
	 * @param text four decimal numbers without leading zeros
	 * @return the address, or {@code null} if the text is not an IPv4 address
	 */
	public static @Nullable InetAddress parseV4(String text) {
		byte[] octets = octets(text);
		return (octets != null) ? of(octets) : null;
	}

	/**
	 * Parse an IPv6 address (RFC 4291, section 2.2) without a scope.
	 * @param text groups of one to four hex digits; one {@code ::} may replace some of
	 * them, and the last 32 bits may be written as an IPv4 address
	 * @return the address, as an IPv4 address if it is an IPv4-mapped one, or
	 * {@code null} if the text is not an IPv6 address
	 */
	public static @Nullable InetAddress parseV6(String text) {
		int gap = text.indexOf(GAP);
		byte[] head = groups((gap < 0) ? "" : text.substring(0, gap), false);
		byte[] tail = groups((gap < 0) ? text : text.substring(gap + GAP.length()), true);
		if (head == null || tail == null) {
			return null;
		}
		int left = V6_BYTES - head.length - tail.length;
		// a gap replaces at least one group
		if ((gap < 0) ? left != 0 : left < 2) {
			return null;
		}
		byte[] bytes = Arrays.copyOf(head, V6_BYTES);
		System.arraycopy(tail, 0, bytes, V6_BYTES - tail.length, tail.length);
		return of(bytes);
	}

	/**
	 * The bytes of an address.
	 * @param address an address
	 * @return four bytes for IPv4 and IPv4-mapped IPv6, 16 for other IPv6
	 */
	public static byte[] bytes(InetAddress address) {
		byte[] bytes = address.getAddress();
		boolean mapped = bytes.length == V6_BYTES && Arrays.equals(bytes, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
		return mapped ? Arrays.copyOfRange(bytes, MAPPED.length, V6_BYTES) : bytes;
	}

	/**
	 * The number of the network that one client may have all addresses of: an IPv4
	 * address, or an IPv6 network of 64 bits (RFC 4291, section 2.5.1). An IPv4-mapped
	 * address counts as the IPv4 address.
	 * @param address an address
	 * @return a number for use as a key
	 */
	public static Long network(InetAddress address) {
		ByteBuffer bytes = ByteBuffer.wrap(bytes(address));
		return (bytes.remaining() == Integer.BYTES) ? V4 | Integer.toUnsignedLong(bytes.getInt()) : bytes.getLong();
	}

	public static InetAddress of(byte[] bytes) {
		try {
			return InetAddress.getByAddress(bytes);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException("%d bytes are no address".formatted(bytes.length), ex);
		}
	}

	/** An address in the usual short form. */
	public static String describe(InetAddress address) {
		String text = of(bytes(address)).getHostAddress();
		return text.replaceFirst("(^|:)(0(:|$)){2,}", GAP);
	}

	private static byte @Nullable [] octets(String text) {
		String[] numbers = text.split("\\.", -1);
		if (numbers.length != V4_BYTES) {
			return null;
		}
		byte[] octets = new byte[V4_BYTES];
		for (int i = 0; i < V4_BYTES; i++) {
			int octet = OCTET.matcher(numbers[i]).matches() ? Integer.parseInt(numbers[i]) : 256;
			if (octet > 255) {
				return null;
			}
			octets[i] = (byte) octet;
		}
		return octets;
	}

	private static byte @Nullable [] groups(String text, boolean last) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		String[] groups = text.isEmpty() ? new String[0] : text.split(":", -1);
		for (int i = 0; i < groups.length; i++) {
			byte[] group = (last && i == groups.length - 1 && groups[i].indexOf('.') >= 0) ? octets(groups[i])
					: group(groups[i]);
			if (group == null) {
				return null;
			}
			bytes.writeBytes(group);
		}
		return bytes.toByteArray();
	}

	private static byte @Nullable [] group(String text) {
		if (!GROUP.matcher(text).matches()) {
			return null;
		}
		int value = HexFormat.fromHexDigits(text);
		return new byte[] { (byte) (value >> 8), (byte) value };
	}

}

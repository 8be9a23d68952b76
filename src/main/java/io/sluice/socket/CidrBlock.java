package io.sluice.socket;

import java.net.InetAddress;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A block of IP addresses (RFC 4632, RFC 4291). An IPv4-mapped IPv6 address counts as the
 * IPv4 address, so {@code ::/0} contains every IPv6 address and no IPv4 address. Scopes
 * are ignored.
 *
 * @param network the first address
 * @param prefix the number of leading bits that all addresses share, 0 to 32 or 0 to 128
 */
public record CidrBlock(InetAddress network, int prefix) {

	private static final int V4_BITS = 32;

	private static final int V6_BITS = 128;

	private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");

	/**
	 * Create a block.
	 * @throws IllegalArgumentException if the prefix is out of range, or the address has
	 * bits beyond it
	 */
	public CidrBlock {
		network = IpAddress.of(IpAddress.bytes(network));
		int bits = bits(network);
		if (prefix < 0 || prefix > bits) {
			throw new IllegalArgumentException("a prefix is from 0 to %d, not %d".formatted(bits, prefix));
		}
		if (!mask(network, prefix).equals(network)) {
			throw new IllegalArgumentException(
					"%s has bits beyond a prefix of %d".formatted(IpAddress.describe(network), prefix));
		}
	}

	/**
	 * Parse a block. Never looks up a name.
	 * @param text an address, a slash and a prefix, for example {@code 10.0.0.0/8} or
	 * {@code
	 * 2001:db8::/32}; or a single address
	 * @return the block
	 * @throws IllegalArgumentException if the text is not a block, or its address has
	 * bits beyond the prefix; the message contains the text and a correction
	 */
	public static CidrBlock parse(String text) {
		int slash = text.indexOf('/');
		String host = (slash < 0) ? text : text.substring(0, slash);
		boolean v6 = host.indexOf(':') >= 0;
		InetAddress address = v6 ? IpAddress.parseV6(withoutScope(host)) : IpAddress.parseV4(host);
		if (address == null) {
			throw new IllegalArgumentException(
					"'%s' is not an IP address or a block: write 10.0.0.0/8, 2001:db8::/32 ".formatted(text)
							+ "or an address alone. Names are not looked up");
		}
		int written = v6 ? V6_BITS : V4_BITS;
		// ::ffff:10.0.0.0/104 is 10.0.0.0/8
		int mapping = written - bits(address);
		int prefix = parsePrefix(text, (slash < 0) ? null : text.substring(slash + 1), mapping, written) - mapping;
		CidrBlock block = new CidrBlock(mask(address, prefix), prefix);
		if (!block.network.equals(address)) {
			throw new IllegalArgumentException(
					"%s has bits beyond its prefix: write %s, or the address alone".formatted(text, block));
		}
		return block;
	}

	/**
	 * Whether this block contains an address.
	 * @param address the address
	 * @return {@code false} also for an address of the other IP version
	 */
	public boolean contains(InetAddress address) {
		return bits(address) == bits(this.network) && mask(address, this.prefix).equals(this.network);
	}

	/** The block in the form that {@link #parse(String)} reads. */
	@Override
	public String toString() {
		return IpAddress.describe(this.network) + "/" + this.prefix;
	}

	private static String withoutScope(String host) {
		int scope = host.indexOf('%');
		return (scope < 0) ? host : host.substring(0, scope);
	}

	private static int parsePrefix(String text, @Nullable String prefix, int lowest, int highest) {
		if (prefix == null) {
			return highest;
		}
		int value = PREFIX.matcher(prefix).matches() ? Integer.parseInt(prefix) : -1;
		if (value < lowest || value > highest) {
			throw new IllegalArgumentException(
					"%s needs a prefix from %d to %d, not '%s'".formatted(text, lowest, highest, prefix));
		}
		return value;
	}

	private static int bits(InetAddress address) {
		return IpAddress.bytes(address).length * Byte.SIZE;
	}

	private static InetAddress mask(InetAddress address, int prefix) {
		byte[] bytes = IpAddress.bytes(address);
		for (int i = 0; i < bytes.length; i++) {
			int kept = Math.clamp(prefix - i * Byte.SIZE, 0, Byte.SIZE);
			bytes[i] &= (byte) (0xff00 >> kept);
		}
		return IpAddress.of(bytes);
	}

}

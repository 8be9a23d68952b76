package io.sluice.socket;

import java.util.regex.Pattern;

/**
 * The address of a server by its name. The name is not looked up here.
 *
 * @param host a name or an IP address, IPv6 without brackets
 * @param port 1 to 65535
 */
public record HostAndPort(String host, int port) {

	private static final int MAX_PORT = 65535;

	private static final Pattern DIGITS = Pattern.compile("[0-9]{1,5}");

	/**
	 * Parse an address.
	 * @param text such as {@code core-1:9000}, {@code 10.1.0.7:4001} or
	 * {@code [2001:db8::7]:4001}
	 * @return the address
	 * @throws IllegalArgumentException if it is not valid
	 */
	public static HostAndPort parse(String text) {
		int colon = text.lastIndexOf(':');
		String host = (colon > 0) ? text.substring(0, colon) : "";
		boolean bracketed = host.startsWith("[") && host.endsWith("]");
		String name = bracketed ? host.substring(1, host.length() - 1) : host;
		String digits = text.substring(colon + 1);
		if (name.isBlank() || name.indexOf('/') >= 0 || (!bracketed && host.indexOf(':') >= 0)
				|| !DIGITS.matcher(digits).matches()) {
			throw new IllegalArgumentException(
					"'%s' is not a valid address: write a host and a port, as in core-1:9000 or [2001:db8::7]:9000"
						.formatted(text));
		}
		int port = Integer.parseInt(digits);
		if (port < 1 || port > MAX_PORT) {
			throw new IllegalArgumentException("The port must be from 1 to 65535");
		}
		return new HostAndPort(name, port);
	}

	/** The notation that {@link #parse(String)} reads. */
	@Override
	public String toString() {
		return ((this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host) + ":" + this.port;
	}

}

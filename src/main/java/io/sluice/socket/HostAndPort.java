package io.sluice.socket;

/**
 * The address of a server by its name. The name is looked up by whoever connects.
 *
 * @param host a name or an IP address, IPv6 without brackets
 * @param port 1 to 65535
 */
public record HostAndPort(String host, int port) {

	private static final int MAX_PORT = 65535;

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
		int port = port(text.substring(colon + 1));
		if (port < 1 || port > MAX_PORT || name.isBlank() || (!bracketed && host.indexOf(':') >= 0)) {
			throw new IllegalArgumentException(
					"'%s' is not a valid address: write a host and a port from 1 to 65535, as in core-1:9000 or [2001:db8::7]:9000"
						.formatted(text));
		}
		return new HostAndPort(name, port);
	}

	private static int port(String digits) {
		try {
			return Integer.parseInt(digits);
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	/** The notation that {@link #parse(String)} reads. */
	@Override
	public String toString() {
		return ((this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host) + ":" + this.port;
	}

}

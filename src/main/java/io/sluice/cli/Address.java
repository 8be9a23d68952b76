package io.sluice.cli;

import picocli.CommandLine.TypeConversionException;

/**
 * A server's address, as {@code host:port} or {@code [IPv6]:port}.
 *
 * @param host the server's name or address, without brackets
 * @param port the server's port
 */
record Address(String host, int port) {

	private static final int MAX_PORT = 65535;

	static Address parse(String text) {
		int colon = text.lastIndexOf(':');
		int port = (colon > 0) ? port(text.substring(colon + 1)) : 0;
		if (port < 1 || port > MAX_PORT) {
			throw new TypeConversionException("'%s' is no host:port, such as 127.0.0.1:7070".formatted(text));
		}
		String host = text.substring(0, colon);
		boolean bracketed = host.startsWith("[") && host.endsWith("]");
		return new Address(bracketed ? host.substring(1, host.length() - 1) : host, port);
	}

	private static int port(String digits) {
		try {
			return Integer.parseInt(digits);
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

}

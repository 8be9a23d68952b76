package io.sluice.admission.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.sluice.socket.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The PROXY header of version 1: a line of ASCII (section 2.1), at most 107 bytes long.
 */
final class ProxyLine {

	/** The first byte of {@code PROXY}. */
	static final int FIRST = 'P';

	private static final byte[] BEGINNING = "PROXY ".getBytes(StandardCharsets.US_ASCII);

	private static final int MAX_SIZE = 107;

	private static final String UNKNOWN = "UNKNOWN";

	private static final int FIELDS = 5;

	private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");

	private ProxyLine() {
	}

	/** Read the bytes after {@link #FIRST}. */
	static ProxyHeader read(InputStream in) throws IOException {
		HeaderByteReader.expect(in, BEGINNING);
		String line = readLine(in);
		// the rest of the line must be ignored
		if (line.equals(UNKNOWN) || line.startsWith(UNKNOWN + " ")) {
			return ProxyHeader.NONE;
		}
		String[] fields = line.split(" ", -1);
		return switch (fields[0]) {
			case "TCP4" -> source(fields, IpAddress::parseV4);
			case "TCP6" -> source(fields, IpAddress::parseV6);
			default -> throw new ProxyHeaderException("the protocol of the PROXY line is not TCP4, TCP6 or UNKNOWN");
		};
	}

	private static String readLine(InputStream in) throws IOException {
		byte[] line = new byte[MAX_SIZE - BEGINNING.length];
		for (int i = 0; i < line.length; i++) {
			line[i] = (byte) HeaderByteReader.next(in);
			boolean returned = i > 0 && line[i - 1] == '\r';
			if (returned != (line[i] == '\n')) {
				throw new ProxyHeaderException("the PROXY line has a CR or LF that is not its end");
			}
			if (returned) {
				return new String(line, 0, i - 1, StandardCharsets.ISO_8859_1);
			}
		}
		throw new ProxyHeaderException("the PROXY line has more than %d bytes".formatted(MAX_SIZE));
	}

	private static ProxyHeader source(String[] fields, Function<String, @Nullable InetAddress> parse)
			throws ProxyHeaderException {
		if (fields.length != FIELDS) {
			throw new ProxyHeaderException("the PROXY line does not have two addresses and two ports");
		}
		InetAddress source = parse.apply(fields[1]);
		if (source == null || parse.apply(fields[2]) == null) {
			throw new ProxyHeaderException("the PROXY line has a malformed address");
		}
		int port = port(fields[3]);
		port(fields[4]);
		return new ProxyHeader(new InetSocketAddress(source, port), Map.of());
	}

	private static int port(String text) throws ProxyHeaderException {
		int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : -1;
		if (port < 0 || port > 0xffff) {
			throw new ProxyHeaderException("the PROXY line has a port that is not from 0 to 65535");
		}
		return port;
	}

}

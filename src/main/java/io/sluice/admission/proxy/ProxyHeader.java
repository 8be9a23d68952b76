package io.sluice.admission.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Map;

import io.sluice.SluiceHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The PROXY header, version 1 or 2, with which a proxy says whose connection it forwards.
 *
 * @param source the address and port of the client, or {@code null} where the header has
 * none (UNKNOWN, LOCAL, not TCP) and the connection's own counts
 * @param fields what else it says of the client, by the headers of {@link SluiceHeaders}
 * that have it; bounded in number and size, and without invisible characters
 * @see <a href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">The PROXY
 * protocol</a>
 */
public record ProxyHeader(@Nullable InetSocketAddress source, Map<String, Object> fields) {

	static final ProxyHeader NONE = new ProxyHeader(null, Map.of());

	/**
	 * Read the header, and not a byte more: TLS or a frame may follow. Reads in small
	 * pieces, so a header may take as many read timeouts as it has bytes.
	 * @param first the connection's first byte, or -1 where it has none
	 * @param in what follows
	 * @return the header
	 * @throws ProxyHeaderException if there is no header, it is malformed, or the stream
	 * ends before it does; nothing more can be read then
	 * @throws IOException if reading fails
	 */
	public static ProxyHeader read(int first, InputStream in) throws IOException {
		try {
			return switch (first) {
				case ProxyLine.FIRST -> ProxyLine.read(in);
				case ProxyBlock.FIRST -> ProxyBlock.read(in);
				case -1 -> throw new EOFException();
				default -> throw missing();
			};
		}
		catch (EOFException ex) {
			throw new ProxyHeaderException("the stream ended inside the PROXY header");
		}
	}

	/** Read the rest of what begins every header, and fail at the first other byte. */
	static void expect(InputStream in, byte[] beginning) throws IOException {
		for (int i = 1; i < beginning.length; i++) {
			if (next(in) != beginning[i]) {
				throw missing();
			}
		}
	}

	static int next(InputStream in) throws IOException {
		int b = in.read();
		if (b < 0) {
			throw new EOFException();
		}
		return b;
	}

	static void requireAll(byte[] read, int expected) throws EOFException {
		if (read.length < expected) {
			throw new EOFException();
		}
	}

	private static ProxyHeaderException missing() {
		return new ProxyHeaderException("it does not begin with a PROXY header");
	}

}

package io.sluice.admission;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * Reads the PROXY header, version 1 or 2, with which a proxy says whose connection it
 * forwards.
 *
 * @see <a href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">The PROXY
 * protocol</a>
 */
public final class ProxyHeader {

	private ProxyHeader() {
	}

	/**
	 * Read the header, and not a byte more: TLS or a frame may follow. Reads in small
	 * pieces, so a header may take as many read timeouts as it has bytes.
	 * @param in the connection's input, at its beginning
	 * @return the address and port of the client, or {@code null} where the header has
	 * none (UNKNOWN, LOCAL, not TCP) and the connection's own counts
	 * @throws ProxyHeaderException if there is no header, it is malformed, or the stream
	 * ends before it does; nothing more can be read then
	 * @throws IOException if reading fails
	 */
	public static @Nullable InetSocketAddress read(InputStream in) throws IOException {
		try {
			int first = next(in);
			return switch (first) {
				case ProxyLine.FIRST -> ProxyLine.read(in);
				case ProxyBlock.FIRST -> ProxyBlock.read(in);
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

	private static ProxyHeaderException missing() {
		return new ProxyHeaderException("it does not begin with a PROXY header");
	}

}

package io.sluice.admission.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the PROXY header of a connection, of either version.
 */
final class ProxyHeaderReader {

	private ProxyHeaderReader() {
	}

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
	static ProxyHeader read(int first, InputStream in) throws IOException {
		try {
			return switch (first) {
				case ProxyLine.FIRST -> ProxyLine.read(in);
				case ProxyBlock.FIRST -> ProxyBlock.read(in);
				case -1 -> throw new EOFException();
				default -> throw ProxyHeaderException.missing();
			};
		}
		catch (EOFException ex) {
			throw new ProxyHeaderException("the stream ended inside the PROXY header");
		}
	}

}

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
	 * Read the header and no byte after it, because TLS or a frame may follow. Reads in
	 * small pieces, so a header can take as many read timeouts as it has bytes.
	 * @param first the first byte of the connection, or -1 if it has none
	 * @param in the bytes that follow
	 * @return the header
	 * @throws ProxyHeaderException if there is no valid header, or the stream ends inside
	 * it; the connection cannot be read further
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

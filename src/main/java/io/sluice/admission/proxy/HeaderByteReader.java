package io.sluice.admission.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the bytes of a PROXY header. The end of the stream is an {@link EOFException},
 * because it cuts the header short.
 */
final class HeaderByteReader {

	private HeaderByteReader() {
	}

	static int next(InputStream in) throws IOException {
		int b = in.read();
		if (b < 0) {
			throw new EOFException();
		}
		return b;
	}

	static byte[] read(InputStream in, int count) throws IOException {
		byte[] bytes = in.readNBytes(count);
		if (bytes.length < count) {
			throw new EOFException();
		}
		return bytes;
	}

	/**
	 * Read the rest of the fixed beginning of a header, and fail at the first byte that
	 * differs.
	 */
	static void expect(InputStream in, byte[] beginning) throws IOException {
		for (int i = 1; i < beginning.length; i++) {
			if (next(in) != beginning[i]) {
				throw ProxyHeaderException.missing();
			}
		}
	}

}

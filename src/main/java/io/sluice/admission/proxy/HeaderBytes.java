package io.sluice.admission.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of a PROXY header as they come. The stream's end is an {@link EOFException}:
 * a header has none inside.
 */
final class HeaderBytes {

	private HeaderBytes() {
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

	/** Read the rest of what begins every header, and fail at the first other byte. */
	static void expect(InputStream in, byte[] beginning) throws IOException {
		for (int i = 1; i < beginning.length; i++) {
			if (next(in) != beginning[i]) {
				throw ProxyHeaderException.missing();
			}
		}
	}

}

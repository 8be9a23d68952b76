package io.sluice.admission.proxy;

import java.io.IOException;
import java.io.InputStream;

import io.sluice.CloseReason;
import io.sluice.admission.tls.RecordInput;
import io.sluice.spi.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * The first byte of a connection that begins with a PROXY header or TLS. A connection
 * that closes or resets before it, such as a health check that only connects, has not
 * failed a header or a handshake.
 */
public final class FirstByte {

	private FirstByte() {
	}

	/**
	 * Wait for the first byte and read it.
	 * @throws RefusedException if the client leaves first
	 */
	static int read(InputStream in) throws IOException {
		int first;
		try {
			first = in.read();
		}
		catch (IOException ex) {
			throw left(ex);
		}
		if (first < 0) {
			throw left(null);
		}
		return first;
	}

	/**
	 * Wait for the first byte, which TLS is to read.
	 * @throws RefusedException if the client leaves first
	 */
	public static void await(RecordInput records) throws IOException {
		boolean there;
		try {
			there = records.await();
		}
		catch (IOException ex) {
			throw left(ex);
		}
		if (!there) {
			throw left(null);
		}
	}

	private static RefusedException left(@Nullable IOException cause) {
		return new RefusedException(CloseReason.CLIENT_CLOSED, "it ended before its first byte", cause);
	}

}

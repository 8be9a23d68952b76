package io.sluice.admission.proxy;

import java.io.IOException;
import java.io.InputStream;

import io.sluice.CloseReason;
import io.sluice.admission.tls.RecordInput;
import io.sluice.spi.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * The first byte of a connection that begins with a PROXY header or TLS. If the client
 * ends the connection before this byte, as a health check does that only connects,
 * neither a header nor a handshake has failed.
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
			throw refusal(ex);
		}
		if (first < 0) {
			throw refusal(null);
		}
		return first;
	}

	/**
	 * Wait for the first byte, and leave it for TLS to read.
	 * @throws RefusedException if the client leaves first
	 */
	public static void await(RecordInput records) throws IOException {
		boolean arrived;
		try {
			arrived = records.await();
		}
		catch (IOException ex) {
			throw refusal(ex);
		}
		if (!arrived) {
			throw refusal(null);
		}
	}

	private static RefusedException refusal(@Nullable IOException cause) {
		return new RefusedException(CloseReason.CLIENT_CLOSED, "the client ended the connection before its first byte",
				cause);
	}

}

package io.sluice.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The input of a connection without TLS. A server that expects TLS answers the first
 * request with an alert, which a framing could take for a reply.
 */
final class ReplyInput extends FilterInputStream {

	/** A record (RFC 8446, section 5.1) with an alert has this size. */
	private static final int ALERT_SIZE = 7;

	private static final int ALERT = 21;

	private static final int FATAL = 2;

	private boolean begun;

	ReplyInput(InputStream in) {
		super(in);
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		int count = super.read(bytes, offset, length);
		if (!this.begun && count > 0) {
			this.begun = true;
			if (count == ALERT_SIZE && isAlert(bytes, offset)) {
				throw new TlsExpectedException();
			}
		}
		return count;
	}

	/** Type, version 3.x, length 2, level, description. */
	private static boolean isAlert(byte[] bytes, int offset) {
		return bytes[offset] == ALERT && bytes[offset + 1] == 3 && bytes[offset + 2] >= 0 && bytes[offset + 2] <= 4
				&& bytes[offset + 3] == 0 && bytes[offset + 4] == 2 && bytes[offset + 5] > 0
				&& bytes[offset + 5] <= FATAL;
	}

	/** The server has answered with an alert of TLS. */
	static final class TlsExpectedException extends IOException {

		private static final long serialVersionUID = 1L;

	}

}

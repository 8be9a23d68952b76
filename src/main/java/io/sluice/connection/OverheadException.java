package io.sluice.connection;

import java.io.InterruptedIOException;

/**
 * TLS brings no data for too long. An interrupt, which TLS passes on as it is when it
 * comes from its input.
 */
final class OverheadException extends InterruptedIOException {

	private static final long serialVersionUID = 1L;

	OverheadException(long overhead) {
		super("%d bytes of TLS records brought no data".formatted(overhead));
	}

}

package io.sluice.connection;

import java.io.InterruptedIOException;

/**
 * TLS has read too many records without data. An {@link InterruptedIOException}, because
 * TLS passes on such an exception from its input unchanged.
 */
final class OverheadException extends InterruptedIOException {

	private static final long serialVersionUID = 1L;

	OverheadException(long overhead) {
		super("%d bytes of TLS records brought no data".formatted(overhead));
	}

}

package io.sluice.connection;

import java.io.InterruptedIOException;

/**
 * The input has ended, so a read must not wait. An {@link InterruptedIOException},
 * because TLS passes on such an exception from its input unchanged.
 */
final class EndedInputException extends InterruptedIOException {

	private static final long serialVersionUID = 1L;

}

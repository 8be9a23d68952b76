package io.sluice.connection;

import java.io.InterruptedIOException;

/**
 * A read is not to wait, as the input has ended. An interrupt, which TLS passes on as it
 * is when it comes from its input.
 */
final class EndedInputException extends InterruptedIOException {

	private static final long serialVersionUID = 1L;

}

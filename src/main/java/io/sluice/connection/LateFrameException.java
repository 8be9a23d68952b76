package io.sluice.connection;

import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * A frame takes longer than it may. An interrupt, which TLS passes on as it is when it
 * comes from its input.
 */
final class LateFrameException extends InterruptedIOException {

	private static final long serialVersionUID = 1L;

	LateFrameException(Duration limit) {
		super("the frame took longer than " + Timeouts.readable(limit));
	}

}

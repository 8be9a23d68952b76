package io.sluice.connection;

import java.io.InterruptedIOException;
import java.time.Duration;

import io.sluice.process.DurationText;

/**
 * A frame took longer than its deadline. An {@link InterruptedIOException}, because TLS
 * passes on such an exception from its input unchanged.
 */
final class LateFrameException extends InterruptedIOException {

	private static final long serialVersionUID = 1L;

	LateFrameException(Duration limit) {
		super("the frame took longer than " + DurationText.of(limit));
	}

}

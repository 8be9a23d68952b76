package io.sluice.framing;

import java.io.IOException;

/**
 * Carries the failure of a wait for memory through a decoder, whose methods declare no
 * exception for it.
 */
final class BrokenWaitException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final IOException failure;

	BrokenWaitException(IOException failure) {
		super(failure.getMessage(), failure, false, false);
		this.failure = failure;
	}

	IOException failure() {
		return this.failure;
	}

}

package io.sluice.actuate;

import org.jspecify.annotations.Nullable;

/**
 * The threads cannot be dumped: the message says why.
 */
final class ThreadDumpException extends RuntimeException {

	ThreadDumpException(String what, @Nullable Throwable cause) {
		super((cause != null) ? what + ": " + cause : what, cause);
	}

}

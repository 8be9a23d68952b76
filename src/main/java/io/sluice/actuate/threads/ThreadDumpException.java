package io.sluice.actuate.threads;

import org.jspecify.annotations.Nullable;

/**
 * The threads cannot be dumped: the message says why.
 */
public final class ThreadDumpException extends RuntimeException {

	ThreadDumpException(String what, @Nullable Throwable cause) {
		super((cause != null) ? what + ": " + cause : what, cause);
	}

}

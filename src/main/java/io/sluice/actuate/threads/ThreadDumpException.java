package io.sluice.actuate.threads;

import org.jspecify.annotations.Nullable;

/**
 * The threads cannot be dumped; the message contains the reason.
 */
public final class ThreadDumpException extends RuntimeException {

	ThreadDumpException(String what, @Nullable Throwable cause) {
		super((cause != null) ? what + ": " + cause : what, cause);
	}

}

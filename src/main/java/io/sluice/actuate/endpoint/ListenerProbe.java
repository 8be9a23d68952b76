package io.sluice.actuate.endpoint;

import java.nio.charset.Charset;

import org.jspecify.annotations.Nullable;

/**
 * Sends a listener a message over a connection of its own, as any client would.
 */
public interface ListenerProbe {

	/**
	 * The encoding of text in messages.
	 */
	Charset charset();

	/**
	 * Why no message can be sent to this listener.
	 * @return a sentence, or {@code null} where one can
	 */
	@Nullable String obstacle();

	/**
	 * Send a message and wait for the reply, for a few seconds at most.
	 * @param message the message, without its framing
	 * @return the reply, without its framing
	 * @throws IllegalArgumentException if the framing cannot carry the message
	 * @throws NoReplyException if there was no reply
	 */
	byte[] send(byte[] message);

	/**
	 * There was no reply; the message says why.
	 */
	final class NoReplyException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		public NoReplyException(String message, Throwable cause) {
			super(message, cause);
		}

	}

}

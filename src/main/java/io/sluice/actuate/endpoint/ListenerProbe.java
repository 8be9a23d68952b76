package io.sluice.actuate.endpoint;

import java.nio.charset.Charset;

import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Sends a message to a listener over a connection of its own, like any client.
 */
public interface ListenerProbe {

	/**
	 * How messages are framed.
	 */
	Framing framing();

	/**
	 * The encoding of text in messages.
	 */
	Charset charset();

	/**
	 * The reason for which no message can be sent to this listener.
	 * @return a sentence, or {@code null} if one can be sent
	 */
	@Nullable String obstacle();

	/**
	 * Send a message and wait a few seconds at most for the reply.
	 * @param message the message, without its framing
	 * @return the reply, without its framing
	 * @throws IllegalArgumentException if the framing cannot carry the message
	 * @throws NoReplyException if no reply came
	 */
	byte[] send(byte[] message);

	/**
	 * No reply came; the message contains the reason.
	 */
	final class NoReplyException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		public NoReplyException(String message, Throwable cause) {
			super(message, cause);
		}

	}

}

package io.sluice.spi;

import io.sluice.ErrorCode;
import io.sluice.SluiceHeaders;
import io.sluice.TcpHandlerException;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * A failed request, as the client is about to see it.
 *
 * @param listener the listener's name
 * @param code the error code
 * @param message one sentence for the client; never the text or class of an exception,
 * unless it is a {@link TcpHandlerException}
 * @param request the failed request, or {@code null} if no frame could be read; of a
 * message that was dropped as too large, its first bytes, with the header
 * {@link SluiceHeaders#TRUNCATED}
 */
public record TcpError(String listener, ErrorCode code, String message, @Nullable Message<byte[]> request) {

	/**
	 * {@return the message in one line: control characters are spaces, because most
	 * framings end at one}
	 */
	public String printableMessage() {
		return printable(this.message);
	}

	/**
	 * {@return a text in one line: control characters become spaces}
	 * @param text the text
	 */
	public static String printable(String text) {
		return text.replaceAll("\\p{Cntrl}+", " ");
	}

}

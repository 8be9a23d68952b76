package io.sluice.spi;

import org.jspecify.annotations.Nullable;

/**
 * Writes error answers in an application's own format, such as an HL7 NACK or a binary
 * status. A bean of this type takes the place of {@code errors.template} on every
 * listener whose {@code errors.mode} is {@code answer}; for framing {@code mllp} and
 * {@code fixed} that has to be set.
 */
@FunctionalInterface
public interface TcpErrorReply {

	/**
	 * Write the answer to one failed request. Called on any thread.
	 * @param error what failed
	 * @return the answer without its framing, or {@code null} to leave this one to the
	 * listener's template
	 */
	byte @Nullable [] write(TcpError error);

}

package io.sluice.spi;

import org.jspecify.annotations.Nullable;

/**
 * Writes error replies in an application's own format, such as a binary status. A bean of
 * this type replaces {@code errors.template} on every listener with {@code errors.mode}
 * {@code answer}. The framing {@code fixed} needs this mode to be set.
 */
@FunctionalInterface
public interface TcpErrorReply {

	/**
	 * Write the error reply to one failed request. Called by any thread.
	 * @param error the error
	 * @return the error reply without its framing, and without the part of its header
	 * that the framing copies from the request; or {@code null} to use the listener's
	 * template, or the acknowledgment of HL7, for this one
	 */
	byte @Nullable [] write(TcpError error);

}

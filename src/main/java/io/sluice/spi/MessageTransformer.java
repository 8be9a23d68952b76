package io.sluice.spi;

import org.springframework.messaging.Message;

/**
 * Changes the bytes of a request before its target receives it, or of a reply before it
 * is written. A bean of this type is used where a step of a route's {@code transform}
 * names it. Must be thread-safe.
 */
@FunctionalInterface
public interface MessageTransformer {

	/**
	 * Change a message. An exception fails the request; a
	 * {@link io.sluice.TcpHandlerException} gives the error code.
	 * @param message the request or the reply, with its headers
	 * @return the new bytes
	 */
	byte[] transform(Message<byte[]> message);

}

package io.sluice.spi;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * A request that failed, as the client is about to be told.
 *
 * @param listener the listener's name
 * @param code what kind of error it is
 * @param message one sentence for the client; never an exception's text or class, unless
 * it is a {@link TcpHandlerException}'s
 * @param request the request that failed, or {@code null} where no frame could be read
 */
public record TcpError(String listener, ErrorCode code, String message, @Nullable Message<byte[]> request) {

}

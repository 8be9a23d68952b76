package io.sluice.connection;

import java.util.function.Predicate;

import io.sluice.spi.TcpError;
import io.sluice.spi.TcpErrorReply;

/**
 * What the clients of a framing get for their failed requests.
 *
 * @param reply makes the error reply, without its framing; none for an error that is not
 * answered
 * @param closesUnanswered whether an error that is not answered closes the connection
 */
public record ErrorReplies(TcpErrorReply reply, Predicate<TcpError> closesUnanswered) {

}

package io.sluice.connection;

import java.util.function.Function;

import io.sluice.spi.FailureTable;
import io.sluice.spi.TcpError;
import io.sluice.spi.TcpErrorReply;

/**
 * How a listener handles a failed request.
 *
 * @param mode what the client gets for an error
 * @param table maps an exception to the error that the client sees
 * @param errorReply makes the error reply, without its framing
 */
public record ErrorHandling(Function<TcpError, ErrorMode> mode, FailureTable table, TcpErrorReply errorReply) {

}

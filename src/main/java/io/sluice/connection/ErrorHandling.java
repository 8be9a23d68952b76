package io.sluice.connection;

import java.util.function.Function;

import io.sluice.spi.TcpError;
import io.sluice.spi.TcpErrorReply;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * How a listener handles a failed request.
 *
 * @param mode what the client gets for an error
 * @param table maps an exception to the error that the client sees
 * @param errorReply makes the error reply, without its framing
 */
public record ErrorHandling(Function<TcpError, ErrorMode> mode, Table table, TcpErrorReply errorReply) {

	/**
	 * Maps an exception to the error that the client sees.
	 */
	@FunctionalInterface
	public interface Table {

		/**
		 * Map a failure.
		 * @param failure the exception
		 * @param request the failed request, or {@code null} if no frame could be read
		 * @return the error for the client
		 */
		TcpError errorOf(Throwable failure, @Nullable Message<byte[]> request);

	}

}

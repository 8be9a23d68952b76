package io.sluice.connection;

import java.util.function.Function;

import io.sluice.spi.TcpError;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * What becomes of a request that failed.
 *
 * @param mode what the client sees
 * @param table from what was thrown to the error the client is told of
 * @param answer from that error to the answer, without its framing
 */
public record ErrorHandling(ErrorMode mode, Table table, Function<TcpError, byte[]> answer) {

	/**
	 * From what was thrown to the error the client is told of.
	 */
	@FunctionalInterface
	public interface Table {

		/**
		 * Sort out a failure.
		 * @param failure what was thrown
		 * @param request the request it was thrown for, if a frame could be read
		 * @return the error to answer
		 */
		TcpError errorOf(Throwable failure, @Nullable Message<byte[]> request);

	}

}

package io.sluice.error;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.spi.TcpError;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessagingException;

/**
 * The one table from exception to error answer. A {@link TcpHandlerException} speaks for
 * itself, also where a channel, a future or a proxy has wrapped it; anything else is a
 * defect of the handler, for the log and not for the client.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.reply")
public final class ErrorTable {

	private final String listener;

	/**
	 * Sort out a failure.
	 * @param failure what was thrown
	 * @param request the request it was thrown for, if a frame could be read
	 * @return the error to answer
	 */
	public TcpError errorOf(Throwable failure, @Nullable Message<byte[]> request) {
		Throwable told = CarriedFailure.find(failure, ErrorTable::isTold);
		Throwable cause = (told != null) ? told : unwrap(failure);
		TcpError error = sortOut(cause, request);
		try {
			log(error, cause);
		}
		catch (Throwable ex) {
			// such as an appender that throws: the client is answered all the same
		}
		return error;
	}

	private static boolean isTold(Throwable failure) {
		return failure instanceof TcpHandlerException || AccessFailures.isDenied(failure);
	}

	private TcpError sortOut(Throwable cause, @Nullable Message<byte[]> request) {
		if (cause instanceof TcpHandlerException meant) {
			return new TcpError(this.listener, meant.getCode(), String.valueOf(meant.getMessage()), request);
		}
		return new TcpError(this.listener, ErrorCode.HANDLER_ERROR,
				AccessFailures.isDenied(cause) ? "access denied" : "the request could not be handled", request);
	}

	private void log(TcpError error, Throwable cause) {
		if (cause instanceof TcpHandlerException) {
			log.debug("[{}] request answered with {}", this.listener, error.code(), cause);
		}
		else if (AccessFailures.isDenied(cause)) {
			log.debug("[{}] request denied: {}", this.listener, cause.toString());
		}
		else {
			log.error("[{}] request failed", this.listener, cause);
		}
	}

	/**
	 * What really happened, without the layers that say which channel it came through.
	 */
	private static Throwable unwrap(Throwable failure) {
		Throwable cause = failure;
		while (cause instanceof MessagingException && cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

}

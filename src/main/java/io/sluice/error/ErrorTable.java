package io.sluice.error;

import java.util.function.LongSupplier;

import io.sluice.ErrorCode;
import io.sluice.SluiceHeaders;
import io.sluice.TcpHandlerException;
import io.sluice.process.LogLimit;
import io.sluice.spi.FailureTable;
import io.sluice.spi.TcpError;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessagingException;

/**
 * Maps exceptions to error replies. A {@link TcpHandlerException} is passed to the
 * client, even if a channel, a future or a proxy has wrapped it. Any other exception is a
 * defect of the handler: it is logged by {@link DefectLog}, and the client does not see
 * it.
 */
@Slf4j(topic = "io.sluice.reply")
public final class ErrorTable implements FailureTable {

	private final String listener;

	private final DefectLog defects;

	public ErrorTable(String listener) {
		this(listener, System::nanoTime);
	}

	ErrorTable(String listener, LongSupplier nanoTime) {
		this.listener = listener;
		this.defects = new DefectLog(listener, nanoTime);
	}

	@Override
	public TcpError errorOf(Throwable failure, @Nullable Message<byte[]> request) {
		Throwable meant = findForClient(failure);
		Throwable cause = (meant != null) ? meant : unwrap(failure);
		TcpError error = classify(cause, request);
		try {
			log(error, cause);
		}
		catch (Throwable ex) {
			// an exception whose own methods throw: the client is answered nevertheless
		}
		return error;
	}

	@Override
	public void sweep(long now) {
		this.defects.sweep(now);
	}

	@Override
	public void reportRest() {
		this.defects.reportRest();
	}

	/**
	 * Find the exception that is meant for the client behind those that only carry it.
	 * @param failure the failure of a target
	 * @return a {@link TcpHandlerException} or a denied access, or {@code null}
	 */
	public static @Nullable Throwable findForClient(Throwable failure) {
		return CarriedFailure.find(failure, ErrorTable::isForClient);
	}

	private static boolean isForClient(Throwable failure) {
		return failure instanceof TcpHandlerException || AccessDenialCheck.isDenied(failure);
	}

	private TcpError classify(Throwable cause, @Nullable Message<byte[]> request) {
		if (cause instanceof TcpHandlerException meant) {
			return new TcpError(this.listener, meant.getCode(), String.valueOf(meant.getMessage()), request);
		}
		return new TcpError(this.listener, ErrorCode.HANDLER_ERROR,
				AccessDenialCheck.isDenied(cause) ? "access denied" : "the request could not be handled", request);
	}

	private void log(TcpError error, Throwable cause) {
		if (cause instanceof TcpHandlerException) {
			LogLimit.write(log, Level.DEBUG, "[{}] request answered with {}", this.listener, error.code(), cause);
		}
		else if (AccessDenialCheck.isDenied(cause)) {
			LogLimit.write(log, Level.DEBUG, "[{}] request denied: {}", this.listener, cause.toString());
		}
		else {
			Message<byte[]> request = error.request();
			this.defects.log((request != null) ? request.getHeaders().get(SluiceHeaders.ROUTE) : null, cause);
		}
	}

	/**
	 * The original exception, without the wrappers that only name the channel it came
	 * through.
	 */
	private static Throwable unwrap(Throwable failure) {
		Throwable cause = failure;
		while (cause instanceof MessagingException && cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

}

package io.sluice.upstream;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import org.jspecify.annotations.Nullable;

/**
 * A message whose values cannot make a request: the client's mistake. It has no stack
 * trace, so that clients cannot fill the log.
 */
public final class UnusableValueException extends TcpHandlerException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message one sentence for the client
	 */
	public UnusableValueException(String message) {
		super(ErrorCode.BAD_PAYLOAD, message);
	}

	/**
	 * A value that must be there.
	 * @param placeholder the placeholder as it is written
	 * @param value the value, or {@code null} if the message has none
	 * @return the value
	 * @throws UnusableValueException if there is none
	 */
	public static String require(String placeholder, @Nullable String value) {
		if (value == null) {
			throw new UnusableValueException("the message has no value for " + placeholder);
		}
		return value;
	}

	@Override
	@SuppressWarnings("UnsynchronizedOverridesSynchronized")
	public Throwable fillInStackTrace() {
		return this;
	}

}

package io.sluice.upstream.broker;

import io.sluice.upstream.UpstreamException;
import io.sluice.upstream.UpstreamException.Failure;

/**
 * The broker says that it has no such destination, so it takes no record for it.
 */
final class NoDestinationException extends Exception {

	private static final long serialVersionUID = 1L;

	private NoDestinationException(String reason) {
		super(reason);
	}

	/**
	 * The failure of a record.
	 * @param message one sentence for the client
	 * @param reason what the broker says, for the log
	 */
	static UpstreamException refuse(String message, String reason) {
		return new UpstreamException(Failure.REFUSED, message, new NoDestinationException(reason));
	}

}

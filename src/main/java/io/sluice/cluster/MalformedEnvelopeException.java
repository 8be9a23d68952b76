package io.sluice.cluster;

/**
 * Bytes of the engine are no envelope that this version can read.
 */
final class MalformedEnvelopeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	MalformedEnvelopeException(String message) {
		super(message, null, false, false);
	}

}

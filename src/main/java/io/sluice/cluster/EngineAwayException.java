package io.sluice.cluster;

/**
 * The engine is not connected, or takes nothing, so that nothing was published.
 */
final class EngineAwayException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	EngineAwayException(String message) {
		super(message, null, false, false);
	}

}

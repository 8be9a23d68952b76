package io.sluice.reload;

/**
 * The configuration is invalid. The message contains the key, its value and the remedy.
 */
public final class RefusedConfigurationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public RefusedConfigurationException(String message, Throwable cause) {
		super(message, cause);
	}

}

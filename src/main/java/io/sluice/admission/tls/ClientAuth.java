package io.sluice.admission.tls;

/**
 * Whether a client has to show a certificate of its own.
 */
public enum ClientAuth {

	/** It is not asked for one. */
	NONE,

	/** It may come without; one that it shows must be valid. */
	WANT,

	/** It is refused without a valid one. */
	NEED

}

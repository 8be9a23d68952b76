package io.sluice.admission.tls;

/**
 * Whether a client must present a certificate.
 */
public enum ClientAuth {

	/** The client is not asked for a certificate. */
	NONE,

	/** A certificate is optional; if the client presents one, it must be valid. */
	WANT,

	/** A client without a valid certificate is rejected. */
	NEED

}

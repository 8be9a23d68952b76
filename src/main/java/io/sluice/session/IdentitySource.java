package io.sluice.session;

/**
 * Where a session's name comes from, if no handler gives it.
 */
public enum IdentitySource {

	/** A value of the first message that has it. */
	MESSAGE,

	/** The subject of the client's certificate (RFC 2253). */
	TLS_SUBJECT,

	/** The first subject alternative name of the client's certificate. */
	TLS_NAME,

	/** The client's address, without its port. */
	PEER

}

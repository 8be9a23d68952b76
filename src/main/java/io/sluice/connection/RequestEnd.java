package io.sluice.connection;

/**
 * How a request ended other than by a reply that is to be written.
 */
enum RequestEnd {

	/** The target has had its chance. */
	NO_REPLY,
	/** The reply has been taken. */
	REPLIED,
	/** The deadline passed. */
	EXPIRED,
	/** The connection ended. */
	DISCONNECTED

}

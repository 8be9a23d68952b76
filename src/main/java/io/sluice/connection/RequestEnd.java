package io.sluice.connection;

/**
 * How a request ended, other than by a reply that must be written.
 */
enum RequestEnd {

	/** The target returned without a reply. */
	NO_REPLY,
	/** The reply has been taken. */
	REPLIED,
	/** The deadline passed. */
	EXPIRED,
	/** The connection ended. */
	DISCONNECTED

}

package io.sluice.upstream;

/**
 * What became of the attempt to give a request to a connection.
 */
enum Outcome {

	/** A connection has taken the request. */
	TAKEN,

	/** A connection will soon be able to take a request. */
	WAIT,

	/** The request's key is pending on all connections. */
	WAIT_FOR_KEY,

	/** The request's key is pending on some connections, and the others are full. */
	WAIT_FOR_KEY_OR_PLACE,

	/** All connections have as many requests in flight as they may have. */
	BUSY,

	/** No connection can be used. */
	UNAVAILABLE,

	/** The deadline has passed. */
	LATE

}

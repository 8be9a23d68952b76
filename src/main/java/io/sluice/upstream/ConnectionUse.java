package io.sluice.upstream;

/**
 * How requests use the connections of a TCP upstream.
 */
public enum ConnectionUse {

	/** All requests share the connections. */
	SHARED,

	/** A connection has one request at a time, and requests wait for their turn. */
	EXCLUSIVE,

	/** Each client has a connection of its own. */
	STICKY

}

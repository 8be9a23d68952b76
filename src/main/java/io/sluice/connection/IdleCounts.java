package io.sluice.connection;

/**
 * The traffic that keeps a connection from being idle.
 */
public enum IdleCounts {

	/** What the client sends. */
	RECEIVED,

	/** What the client sends, and what is sent to it. */
	BOTH

}

package io.sluice.connection;

/**
 * What the client sees of a failed request.
 */
public enum ErrorMode {

	/** An error reply; the connection stays open. */
	ANSWER,

	/** The close of the connection, with the close reason {@code error_answered}. */
	CLOSE,

	/** Nothing; the connection stays open. */
	SILENT

}

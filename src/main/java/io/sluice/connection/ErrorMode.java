package io.sluice.connection;

/**
 * What a client sees of a request that failed.
 */
public enum ErrorMode {

	/** An error answer; the connection lives on. */
	ANSWER,

	/** The connection's end, as {@code error_answered}. */
	CLOSE,

	/** Nothing; the connection lives on. */
	SILENT

}

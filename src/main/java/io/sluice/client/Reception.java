package io.sluice.client;

/**
 * What became of a reply.
 */
enum Reception {

	/** Its request has completed. */
	ANSWERED,

	/** Its request had ended before. */
	LATE,

	/** No request waits for it, and none has ended without it. */
	UNEXPECTED

}

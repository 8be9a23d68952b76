package io.sluice.client;

/**
 * How a reply was received.
 */
enum Reception {

	/** Its request has completed. */
	ANSWERED,

	/** Its request had ended before. */
	LATE,

	/** It belongs to no request, neither to a waiting nor to an ended one. */
	UNEXPECTED

}

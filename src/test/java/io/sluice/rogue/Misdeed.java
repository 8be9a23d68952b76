package io.sluice.rogue;

/**
 * What a service does to a request instead of answering it at once.
 */
enum Misdeed {

	/** It answers after a moment. */
	SLOW,
	/** It answers when the request has timed out. */
	LATE,
	/** It answers twice. */
	TWICE,
	/** It answers after later requests. */
	HELD,
	/** It sends what is no frame. */
	GARBAGE,
	/** It sends half of a reply and closes the connection. */
	HALF,
	/** It closes the connection. */
	CLOSE

}

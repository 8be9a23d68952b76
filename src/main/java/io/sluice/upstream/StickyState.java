package io.sluice.upstream;

/**
 * The state of a client's own connection to an upstream.
 */
enum StickyState {

	/** It is not needed yet, because the upstream is stopped. */
	NEW,
	/** It is being opened, and requests wait for it. */
	OPENING,
	/** The latest attempt to open it has failed, and requests are refused. */
	FAILED,
	/** It is being opened for the requests that wait, and the client is gone. */
	OPENING_LAST,
	/** It takes requests. */
	OPEN,
	/** It sends what it has taken, and the client is gone. */
	LAST,
	/** It takes no more requests. */
	CLOSED;

	/**
	 * The state after an event: the table of transitions.
	 * @return the same state if the event changes nothing
	 */
	StickyState after(Event event) {
		return switch (this) {
			case NEW -> switch (event) {
				case START -> OPENING;
				case LEAVE, END -> CLOSED;
				case FAIL, OPEN -> NEW;
			};
			case OPENING -> switch (event) {
				case FAIL -> FAILED;
				case OPEN -> OPEN;
				case LEAVE -> OPENING_LAST;
				case END -> CLOSED;
				case START -> OPENING;
			};
			case FAILED -> switch (event) {
				case OPEN -> OPEN;
				case LEAVE, END -> CLOSED;
				case START, FAIL -> FAILED;
			};
			case OPENING_LAST -> switch (event) {
				case OPEN -> LAST;
				case FAIL, END -> CLOSED;
				case START, LEAVE -> OPENING_LAST;
			};
			case OPEN -> switch (event) {
				case LEAVE -> LAST;
				case END -> CLOSED;
				case START, FAIL, OPEN -> OPEN;
			};
			case LAST -> (event == Event.END) ? CLOSED : LAST;
			case CLOSED -> CLOSED;
		};
	}

	/**
	 * Whether the client is gone, and its requests have not been sent yet.
	 */
	boolean isLast() {
		return this == OPENING_LAST || this == LAST;
	}

	/**
	 * Whether a request may wait for the connection.
	 */
	boolean isExpected() {
		return this == OPENING || this == OPENING_LAST;
	}

	/**
	 * Whether attempts to open the connection go on.
	 */
	boolean isOpening() {
		return this == OPENING || this == FAILED || this == OPENING_LAST;
	}

	/** An event. */
	enum Event {

		/** The client is connected, and the upstream has been started. */
		START,
		/** No address could be connected to. */
		FAIL,
		/** The connection has been opened. */
		OPEN,
		/** The client is gone. */
		LEAVE,
		/** The connection takes no more requests, or is no longer needed. */
		END

	}

}

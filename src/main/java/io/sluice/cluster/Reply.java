package io.sluice.cluster;

import java.util.List;

/**
 * What became of a request to a session.
 */
sealed interface Reply {

	/**
	 * The pod that has the session has answered.
	 */
	record Answered(Envelope envelope) implements Reply {

	}

	/**
	 * No pod that has got the request has the session, so nothing was sent.
	 *
	 * @param denied whether a pod has got it
	 */
	record Nowhere(boolean denied) implements Reply {

	}

	/**
	 * No pod has the session.
	 */
	record NotConnected(String reason) implements Reply {

	}

	/**
	 * Sessions of several listeners have the name, so nothing was sent.
	 */
	record Ambiguous(String reason) implements Reply {

	}

	/**
	 * Nothing was sent, and some pods have not told whether they have the session.
	 */
	record Uncertain(List<String> pods) implements Reply {

	}

	/**
	 * The request was published, and there was no answer in time.
	 */
	record Silent() implements Reply {

	}

	/**
	 * The engine is away, so nothing was sent.
	 */
	record Away() implements Reply {

	}

}

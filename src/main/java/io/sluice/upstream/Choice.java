package io.sluice.upstream;

import org.jspecify.annotations.Nullable;

/**
 * What became of the attempt to give a request to a connection.
 *
 * @param outcome the outcome
 * @param address the address of the connection that has taken the request
 */
record Choice(Outcome outcome, @Nullable UpstreamAddress address) {

	static final Choice WAIT = new Choice(Outcome.WAIT, null);

	static final Choice WAIT_FOR_KEY = new Choice(Outcome.WAIT_FOR_KEY, null);

	static final Choice WAIT_FOR_KEY_OR_PLACE = new Choice(Outcome.WAIT_FOR_KEY_OR_PLACE, null);

	static final Choice BUSY = new Choice(Outcome.BUSY, null);

	static final Choice UNAVAILABLE = new Choice(Outcome.UNAVAILABLE, null);

}

package io.sluice.upstream;

/**
 * The channel of an upstream that may be replaced by another one with the same name. A
 * replacement is prepared first: routes that are created from then on lead to it, and
 * earlier ones keep their upstream. Called by one thread at a time.
 */
public interface ReplaceableUpstream extends RetirableUpstream {

	/**
	 * Start the prepared replacement. No route leads to it yet.
	 */
	void startReplacement();

	/**
	 * Send the messages of no route to the replacement that was started.
	 * @return the former upstream, which the routes created before still lead to
	 */
	Upstream replace();

	/**
	 * Stop and discard the prepared replacement.
	 */
	void discardReplacement();

}

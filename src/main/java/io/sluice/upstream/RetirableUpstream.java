package io.sluice.upstream;

/**
 * The channel of an upstream that may be given up while the gateway runs. Called by one
 * thread at a time.
 */
public interface RetirableUpstream {

	/**
	 * Give up the upstream. The caller stops it once no request needs it.
	 * @return the upstream
	 */
	Upstream retire();

}

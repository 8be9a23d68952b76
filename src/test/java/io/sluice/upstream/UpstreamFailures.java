package io.sluice.upstream;

/**
 * Makes the failures of upstreams, for tests of what becomes of them.
 */
public final class UpstreamFailures {

	private UpstreamFailures() {
	}

	/**
	 * Make a failure.
	 * @param failure the name of an {@link UpstreamException.Failure}
	 */
	public static RuntimeException of(String failure) {
		return new UpstreamException(UpstreamException.Failure.valueOf(failure), "as asked", null);
	}

}

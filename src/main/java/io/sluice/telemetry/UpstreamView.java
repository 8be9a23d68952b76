package io.sluice.telemetry;

/**
 * Shows an upstream. Any thread.
 */
@FunctionalInterface
public interface UpstreamView {

	/**
	 * The current status. Asked for from time to time, and not for each request.
	 */
	UpstreamStatus status();

}

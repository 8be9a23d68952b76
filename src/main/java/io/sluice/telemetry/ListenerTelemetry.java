package io.sluice.telemetry;

import io.sluice.spi.RequestObserver;

/**
 * What hears of a listener's connections and requests.
 *
 * @param metrics counts them
 * @param accessLog takes note of what they came to
 * @param observer follows each request, and may be an application's
 * @param warnings keeps what may go wrong with every message from filling the log
 */
public record ListenerTelemetry(ListenerMetrics metrics, AccessLog accessLog, RequestObserver observer,
		WarningLimit warnings) {

	/**
	 * The telemetry of a listener.
	 * @param listener the listener's name
	 * @param metrics counts connections and requests
	 * @param accessLog takes note of what they came to
	 * @param observer follows each request; what it throws is logged and goes no further
	 */
	public static ListenerTelemetry of(String listener, ListenerMetrics metrics, AccessLog accessLog,
			RequestObserver observer) {
		return new ListenerTelemetry(metrics, accessLog, GuardedRequestObserver.of(listener, observer),
				new WarningLimit());
	}

}

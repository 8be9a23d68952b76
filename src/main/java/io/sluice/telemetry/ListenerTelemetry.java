package io.sluice.telemetry;

import io.sluice.spi.RequestObserver;

/**
 * The telemetry of a listener's connections and requests.
 *
 * @param metrics the metrics
 * @param accessLog the access log
 * @param observer follows each request; may belong to the application
 * @param events what is remembered for an operator
 * @param warnings limits warnings that could come with every message
 */
public record ListenerTelemetry(ListenerMetrics metrics, AccessLog accessLog, RequestObserver observer,
		EventMemory events, ListenerWarnings warnings) {

	/**
	 * Create the telemetry of a listener.
	 * @param listener the listener's name
	 * @param metrics the metrics
	 * @param accessLog the access log
	 * @param observer follows each request; its exceptions are logged and go no further
	 * @param events what is remembered for an operator
	 */
	public static ListenerTelemetry of(String listener, ListenerMetrics metrics, AccessLog accessLog,
			RequestObserver observer, EventMemory events) {
		return new ListenerTelemetry(metrics, accessLog, GuardedRequestObserver.of(listener, observer), events,
				new ListenerWarnings());
	}

}

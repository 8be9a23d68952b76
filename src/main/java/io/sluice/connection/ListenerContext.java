package io.sluice.connection;

import io.sluice.session.ListenerSessions;
import io.sluice.telemetry.ListenerTelemetry;

/**
 * The parts that the connections of one listener share.
 *
 * @param name the listener's name
 * @param protocol the framing, timeouts and errors of the connections
 * @param requests the rules for requests
 * @param sessions what the sessions of the connections share
 * @param telemetry records connections and requests
 * @param resources the resources that all listeners share
 */
public record ListenerContext(String name, Protocol protocol, RequestPolicy requests, ListenerSessions sessions,
		ListenerTelemetry telemetry, ConnectionResources resources) {
}

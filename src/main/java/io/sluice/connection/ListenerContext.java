package io.sluice.connection;

import io.sluice.telemetry.ListenerTelemetry;

/**
 * What the connections of one listener share.
 *
 * @param name the listener's name
 * @param protocol what the two ends say to each other
 * @param requests what holds for requests
 * @param telemetry what hears of connections and requests
 * @param resources what all listeners share
 */
public record ListenerContext(String name, Protocol protocol, RequestPolicy requests, ListenerTelemetry telemetry,
		ConnectionResources resources) {
}

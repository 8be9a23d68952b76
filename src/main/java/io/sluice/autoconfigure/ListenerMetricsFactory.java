package io.sluice.autoconfigure;

import io.sluice.telemetry.ListenerMetrics;

/**
 * Makes the metrics of a listener where there is something to make them with.
 */
@FunctionalInterface
interface ListenerMetricsFactory {

	ListenerMetrics create(String listener);

}

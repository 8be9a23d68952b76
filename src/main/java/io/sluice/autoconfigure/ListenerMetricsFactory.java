package io.sluice.autoconfigure;

import io.sluice.telemetry.ListenerMetrics;

/**
 * Creates the metrics of a listener. The bean exists only with a meter registry.
 */
@FunctionalInterface
interface ListenerMetricsFactory {

	ListenerMetrics create(String listener);

}

package io.sluice.autoconfigure;

import io.sluice.telemetry.UpstreamMetrics;

/**
 * Creates the metrics of an upstream. The bean exists only with a meter registry.
 */
@FunctionalInterface
interface UpstreamMetricsFactory {

	UpstreamMetrics create(String upstream);

}

/**
 * The contracts of metrics, access log and tracing for connections and requests, and the
 * upstreams as their operator sees them.
 */
@NullMarked
package io.sluice.telemetry;

import org.jspecify.annotations.NullMarked;

/**
 * The contracts of metrics, access log and tracing for connections and requests.
 */
@NullMarked
package io.sluice.telemetry;

import org.jspecify.annotations.NullMarked;

/**
 * What is told of connections and requests: the contracts behind which metrics, access
 * log and tracing stand.
 */
@NullMarked
package io.sluice.telemetry;

import org.jspecify.annotations.NullMarked;

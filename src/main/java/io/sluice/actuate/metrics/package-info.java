/**
 * Meters and observations of listeners, requests and memory.
 */
@NullMarked
package io.sluice.actuate.metrics;

import org.jspecify.annotations.NullMarked;

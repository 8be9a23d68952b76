/**
 * What operators see and do: health, metrics, access log, and the endpoints.
 */
@NullMarked
package io.sluice.actuate;

import org.jspecify.annotations.NullMarked;

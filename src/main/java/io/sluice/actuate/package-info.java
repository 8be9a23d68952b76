/**
 * What operators see: health and metrics.
 */
@NullMarked
package io.sluice.actuate;

import org.jspecify.annotations.NullMarked;

/**
 * The one place that turns what went wrong into what the client is told.
 */
@NullMarked
package io.sluice.error;

import org.jspecify.annotations.NullMarked;

/**
 * The console: static pages over the endpoints.
 */
@NullMarked
package io.sluice.actuate.console;

import org.jspecify.annotations.NullMarked;

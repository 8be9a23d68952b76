/**
 * The console: static pages on top of the endpoints.
 */
@NullMarked
package io.sluice.actuate.console;

import org.jspecify.annotations.NullMarked;

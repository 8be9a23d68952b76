/**
 * Reads the configuration again and replaces what has changed.
 */
@NullMarked
package io.sluice.reload;

import org.jspecify.annotations.NullMarked;

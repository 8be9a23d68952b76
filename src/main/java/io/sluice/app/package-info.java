/**
 * The executable: a gateway with a sample listener to try.
 */
@NullMarked
package io.sluice.app;

import org.jspecify.annotations.NullMarked;

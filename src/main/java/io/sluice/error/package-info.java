/**
 * Maps failures to errors for the client.
 */
@NullMarked
package io.sluice.error;

import org.jspecify.annotations.NullMarked;

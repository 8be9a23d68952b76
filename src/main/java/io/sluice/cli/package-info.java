/**
 * The command line of the client in the executable. Starts no application context.
 */
@NullMarked
package io.sluice.cli;

import org.jspecify.annotations.NullMarked;

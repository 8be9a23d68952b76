/**
 * The client's command line, in the executable only. It starts no application context.
 */
@NullMarked
package io.sluice.cli;

import org.jspecify.annotations.NullMarked;

/**
 * The thread dump that tells virtual threads by what they wait for.
 */
@NullMarked
package io.sluice.actuate.threads;

import org.jspecify.annotations.NullMarked;

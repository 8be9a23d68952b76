/**
 * The thread dump, which groups virtual threads by the place where they wait.
 */
@NullMarked
package io.sluice.actuate.threads;

import org.jspecify.annotations.NullMarked;

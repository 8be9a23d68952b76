/**
 * What must hold before a connection is let in.
 */
@NullMarked
package io.sluice.admission;

import org.jspecify.annotations.NullMarked;

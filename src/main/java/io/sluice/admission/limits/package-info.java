/**
 * How many connections and requests, how fast, from which addresses; and the server
 * socket that accepts no others.
 */
@NullMarked
package io.sluice.admission.limits;

import org.jspecify.annotations.NullMarked;

/**
 * Sockets whose threads are woken by a selector. Each socket is registered once, for as
 * long as it is open. Every part that accepts or opens connections uses this package; it
 * depends on no other stage.
 */
@NullMarked
package io.sluice.socket;

import org.jspecify.annotations.NullMarked;

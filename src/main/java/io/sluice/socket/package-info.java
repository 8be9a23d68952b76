/**
 * Sockets whose threads are woken by a selector that each is registered with once, for as
 * long as it is open. Used by whatever accepts or makes connections, and knows of no
 * other stage.
 */
@NullMarked
package io.sluice.socket;

import org.jspecify.annotations.NullMarked;

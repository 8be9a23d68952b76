/**
 * Accepts connections and looks after those that are open: Spring Integration's server
 * connection factory and inbound gateway as Sluice needs them, start, drain, and sweep.
 */
@NullMarked
package io.sluice.listener;

import org.jspecify.annotations.NullMarked;

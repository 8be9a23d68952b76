/**
 * Accepts connections and watches over the open ones: Spring Integration's server
 * connection factory and inbound gateway as Sluice needs them, start, drain, and sweep.
 */
@NullMarked
package io.sluice.listener;

import org.jspecify.annotations.NullMarked;

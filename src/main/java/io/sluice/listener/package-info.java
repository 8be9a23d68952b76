/**
 * Accepts connections, reads requests from them and writes the replies: Spring
 * Integration's server connection factory, connection and inbound gateway as Sluice needs
 * them.
 */
@NullMarked
package io.sluice.listener;

import org.jspecify.annotations.NullMarked;

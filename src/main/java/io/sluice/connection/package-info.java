/**
 * One client's connection: its loop ({@link io.sluice.connection.RequestLoop}) with the
 * way of a message, its lifecycle, its input and output, and its requests.
 */
@NullMarked
package io.sluice.connection;

import org.jspecify.annotations.NullMarked;

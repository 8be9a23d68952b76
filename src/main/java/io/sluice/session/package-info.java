/**
 * What the application sees of a connection: its names, its attributes, and the messages
 * that it sends without a request.
 */
@NullMarked
package io.sluice.session;

import org.jspecify.annotations.NullMarked;

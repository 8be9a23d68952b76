/**
 * Values from messages, and texts with such values filled in. Functions of a message,
 * which any stage may use.
 */
@NullMarked
package io.sluice.extract;

import org.jspecify.annotations.NullMarked;

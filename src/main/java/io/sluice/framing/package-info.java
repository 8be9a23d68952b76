/**
 * Framings: how the bytes of a connection are cut into messages, and how messages are
 * written. A leaf: depends on nothing but the root types, and any stage may use it.
 */
@NullMarked
package io.sluice.framing;

import org.jspecify.annotations.NullMarked;

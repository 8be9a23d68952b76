/**
 * Framings: they cut the bytes of a connection into messages, and write messages as
 * bytes. A leaf: it depends on the root types and {@code process} only, and any stage may
 * use it.
 */
@NullMarked
package io.sluice.framing;

import org.jspecify.annotations.NullMarked;

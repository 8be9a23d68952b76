/**
 * What belongs to the process rather than to one connection: the memory that clients may
 * make it hold, the large buffers they share, and the threads that must not end. A leaf:
 * any stage may use it, and it knows of none.
 */
@NullMarked
package io.sluice.process;

import org.jspecify.annotations.NullMarked;

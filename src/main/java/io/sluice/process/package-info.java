/**
 * The parts that belong to the process and not to one connection: the memory that clients
 * can make it hold, the large buffers, the threads that must not end, and the limit on
 * repeated lines of its log. Every stage may use this package; it depends on none.
 */
@NullMarked
package io.sluice.process;

import org.jspecify.annotations.NullMarked;

/**
 * A kit for tests of TCP services: {@link io.sluice.test.FramingContract} proves a
 * framing. It is a jar of its own, with the classifier {@code test}.
 */
@NullMarked
package io.sluice.test;

import org.jspecify.annotations.NullMarked;

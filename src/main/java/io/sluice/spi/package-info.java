/**
 * The types that an extension implements, and the contracts between the stages of message
 * processing, which do not import one another.
 */
@NullMarked
package io.sluice.spi;

import org.jspecify.annotations.NullMarked;

/**
 * What an extension implements, and the contracts at which the stages of a message's way
 * meet: they do not know one another.
 */
@NullMarked
package io.sluice.spi;

import org.jspecify.annotations.NullMarked;

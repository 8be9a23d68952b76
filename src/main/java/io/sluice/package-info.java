/**
 * What the author of an application writes against.
 */
@NullMarked
package io.sluice;

import org.jspecify.annotations.NullMarked;

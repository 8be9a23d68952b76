/**
 * The public contract of Sluice: what applications write against, and the types at which
 * the stages of a message's way meet.
 */
@NullMarked
package io.sluice;

import org.jspecify.annotations.NullMarked;

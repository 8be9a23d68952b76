/**
 * HTTP and TCP services as targets of routes, and the failure policy around any target.
 */
@NullMarked
package io.sluice.upstream;

import org.jspecify.annotations.NullMarked;

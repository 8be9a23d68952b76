/**
 * Selects the target of a request: routes with their predicates, tried in order.
 */
@NullMarked
package io.sluice.routing;

import org.jspecify.annotations.NullMarked;

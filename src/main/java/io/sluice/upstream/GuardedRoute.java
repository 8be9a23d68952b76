package io.sluice.upstream;

import org.jspecify.annotations.Nullable;

/**
 * A route with a failure policy.
 *
 * @param listener the listener's name
 * @param name the route's name
 * @param target the target
 * @param fallback the target of a request that the first one does not answer, or
 * {@code null} for none
 */
public record GuardedRoute(String listener, String name, AttemptTarget target, @Nullable AttemptTarget fallback) {

}

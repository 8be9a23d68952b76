/**
 * The handlers of requests: annotated methods of beans, and the built-in handlers.
 */
@NullMarked
package io.sluice.handler;

import org.jspecify.annotations.NullMarked;

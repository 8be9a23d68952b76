/**
 * The thread-bound state of application code while it handles a request, which is removed
 * afterwards.
 */
@NullMarked
package io.sluice.handler.context;

import org.jspecify.annotations.NullMarked;

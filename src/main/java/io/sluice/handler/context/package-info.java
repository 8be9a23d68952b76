/**
 * What application code finds on its thread while it handles a request, and what is taken
 * off that thread afterwards.
 */
@NullMarked
package io.sluice.handler.context;

import org.jspecify.annotations.NullMarked;

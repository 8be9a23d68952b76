/**
 * Auto-configuration: the settings, their checks, and the beans of each listener.
 */
@NullMarked
package io.sluice.autoconfigure;

import org.jspecify.annotations.NullMarked;

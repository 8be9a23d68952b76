/**
 * Puts the stages together: settings, their checks, and a listener's beans.
 */
@NullMarked
package io.sluice.autoconfigure;

import org.jspecify.annotations.NullMarked;

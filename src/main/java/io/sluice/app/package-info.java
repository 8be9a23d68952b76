/**
 * The executable: the gateway as an application, with a sample listener.
 */
@NullMarked
package io.sluice.app;

import org.jspecify.annotations.NullMarked;

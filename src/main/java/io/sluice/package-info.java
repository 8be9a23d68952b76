/**
 * The API for applications: handlers, sessions, message headers, error codes and close
 * reasons.
 */
@NullMarked
package io.sluice;

import org.jspecify.annotations.NullMarked;

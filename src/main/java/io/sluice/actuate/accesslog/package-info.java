/**
 * The access log: what is written of connections and requests, and how.
 */
@NullMarked
package io.sluice.actuate.accesslog;

import org.jspecify.annotations.NullMarked;

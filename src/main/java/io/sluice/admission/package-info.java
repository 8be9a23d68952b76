/**
 * Opens an accepted connection: PROXY header, address check, TLS. The packages below hold
 * the conditions under which a connection or a request is admitted.
 */
@NullMarked
package io.sluice.admission;

import org.jspecify.annotations.NullMarked;

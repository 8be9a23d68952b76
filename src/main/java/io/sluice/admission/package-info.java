/**
 * Opens an accepted connection: PROXY header, address, TLS. Its rooms are what must hold
 * before a connection or a request is let in.
 */
@NullMarked
package io.sluice.admission;

import org.jspecify.annotations.NullMarked;

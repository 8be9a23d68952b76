/**
 * The PROXY header, versions 1 and 2, and the address in it.
 */
@NullMarked
package io.sluice.admission.proxy;

import org.jspecify.annotations.NullMarked;

/**
 * The limits on connections, requests, rates and addresses, and the server socket that
 * enforces them.
 */
@NullMarked
package io.sluice.admission.limits;

import org.jspecify.annotations.NullMarked;

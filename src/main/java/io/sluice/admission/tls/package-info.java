/**
 * TLS of the accepted side: certificates and their reload, trust in clients, sessions,
 * and the records that are read.
 */
@NullMarked
package io.sluice.admission.tls;

import org.jspecify.annotations.NullMarked;

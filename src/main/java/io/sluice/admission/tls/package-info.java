/**
 * TLS of accepted connections: certificates and their reload, trust in clients, sessions,
 * and records.
 */
@NullMarked
package io.sluice.admission.tls;

import org.jspecify.annotations.NullMarked;

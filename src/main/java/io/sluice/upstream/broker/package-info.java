/**
 * Brokers as targets: a request is answered when the broker has stored its record.
 */
@NullMarked
package io.sluice.upstream.broker;

import org.jspecify.annotations.NullMarked;

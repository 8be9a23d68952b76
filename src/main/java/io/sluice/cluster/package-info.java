/**
 * What several processes agree on: which of them holds a lease.
 */
@NullMarked
package io.sluice.cluster;

import org.jspecify.annotations.NullMarked;

/**
 * The endpoints and the health indicator: what operators ask and do.
 */
@NullMarked
package io.sluice.actuate.endpoint;

import org.jspecify.annotations.NullMarked;

/**
 * The endpoints and the health indicator for operators.
 */
@NullMarked
package io.sluice.actuate.endpoint;

import org.jspecify.annotations.NullMarked;

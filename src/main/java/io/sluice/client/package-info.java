/**
 * A concurrent TCP client in the gateway's framings, and a load driver.
 */
@NullMarked
package io.sluice.client;

import org.jspecify.annotations.NullMarked;

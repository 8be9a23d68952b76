/**
 * The other end of the line: a concurrent client that speaks the gateway's framings, and
 * a driver that puts load on one.
 */
@NullMarked
package io.sluice.client;

import org.jspecify.annotations.NullMarked;

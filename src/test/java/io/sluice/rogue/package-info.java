/**
 * Services that misbehave, each in a process of its own, and the load that they are
 * under.
 */
package io.sluice.rogue;

/**
 * Devices that come, go, take each other's names, and answer late or not at all, while an
 * application pushes, asks and broadcasts; a ledger says what each of them must have
 * received.
 */
package io.sluice.fleet;

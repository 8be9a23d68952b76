package io.sluice.framing;

/**
 * The bytes of a message, in an array or still in the input buffer.
 */
@FunctionalInterface
interface IndexedBytes {

	byte at(int index);

}

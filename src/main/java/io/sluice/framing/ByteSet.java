package io.sluice.framing;

import java.util.BitSet;
import java.util.stream.Collectors;

/**
 * A set of byte values.
 *
 * @param values the unsigned values; never modified
 */
record ByteSet(BitSet values) {

	static final ByteSet NONE = of();

	static ByteSet of(byte... values) {
		BitSet set = new BitSet();
		for (byte value : values) {
			set.set(value & 0xff);
		}
		return new ByteSet(set);
	}

	boolean contains(byte value) {
		return this.values.get(value & 0xff);
	}

	boolean isEmpty() {
		return this.values.isEmpty();
	}

	int size() {
		return this.values.cardinality();
	}

	byte first() {
		return (byte) this.values.nextSetBit(0);
	}

	/**
	 * Find one of these values.
	 * @param bytes where to search
	 * @param to the index after the last one
	 * @return its index, or -1
	 */
	int indexIn(byte[] bytes, int to) {
		for (int i = 0; i < to; i++) {
			if (contains(bytes[i])) {
				return i;
			}
		}
		return -1;
	}

	@Override
	public String toString() {
		return this.values.stream().mapToObj((value) -> "0x%02x".formatted(value)).collect(Collectors.joining(" or "));
	}

}

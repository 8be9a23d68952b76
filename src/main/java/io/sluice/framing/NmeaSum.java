package io.sluice.framing;

/**
 * The checksum of a line as it arrives, by the rule of {@link NmeaChecksum}.
 */
final class NmeaSum {

	private int xor;

	/** Whether the first {@code $} or {@code !} has been added. */
	private boolean marked;

	/**
	 * Add characters.
	 * @param line where they are
	 * @param count their number
	 */
	void add(IndexedBytes line, int count) {
		for (int i = 0; i < count; i++) {
			byte character = line.at(i);
			if (!this.marked && (character == '$' || character == '!')) {
				this.marked = true;
				this.xor = 0;
			}
			else {
				this.xor ^= character & 0xff;
			}
		}
	}

	int value() {
		return this.xor;
	}

}

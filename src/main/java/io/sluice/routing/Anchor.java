package io.sluice.routing;

/** Bytes at a fixed place of a message. */
final class Anchor {

	private final int offset;

	private final byte[] bytes;

	private final boolean whole;

	/**
	 * Create an anchor.
	 * @param offset the place of the first byte
	 * @param bytes the bytes
	 * @param whole whether the message ends after them
	 */
	Anchor(int offset, byte[] bytes, boolean whole) {
		this.offset = offset;
		this.bytes = bytes;
		this.whole = whole;
	}

	int offset() {
		return this.offset;
	}

	byte[] bytes() {
		return this.bytes;
	}

	boolean whole() {
		return this.whole;
	}

	/**
	 * Whether a message can have the bytes of both anchors.
	 */
	boolean isCompatible(Anchor other) {
		int begin = Math.max(this.offset, other.offset);
		int end = Math.min(end(), other.end());
		for (int i = begin; i < end; i++) {
			if (this.bytes[i - this.offset] != other.bytes[i - other.offset]) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whether every message that has the bytes of the other anchor has those of this one.
	 */
	boolean covers(Anchor other) {
		return this.offset >= other.offset && end() <= other.end() && isCompatible(other)
				&& (!this.whole || (other.whole && end() == other.end()));
	}

	private int end() {
		return this.offset + this.bytes.length;
	}

}

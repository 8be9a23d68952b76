package io.sluice.framing;

import java.nio.ByteOrder;

/**
 * The positions of the parts of a frame with a length field. The size of the frame is the
 * sum of offset, field size, length and adjustment.
 *
 * @param offset the bytes in front of the field
 * @param field the field of the length
 * @param adjustment the number that is added to the length to get the number of bytes
 * behind the field
 * @param strip the first bytes of the frame that are not in the message; they are written
 * as zeros
 * @param mirror the first bytes of a message that belong to the header: an error reply
 * copies them from its request
 */
public record LengthLayout(int offset, LengthField field, int adjustment, int strip, int mirror) {

	/** The most bytes in front of the field, and behind it in the stripped part. */
	public static final int MOST_AROUND = 255;

	/**
	 * Check the options.
	 */
	public LengthLayout {
		int end = offset + field.size();
		check(offset >= 0 && offset <= MOST_AROUND, "offset must be 0 to 255 bytes", offset);
		check(strip >= 0 && strip <= end + MOST_AROUND, "strip must be 0 to %d bytes".formatted(end + MOST_AROUND),
				strip);
		check(strip <= offset || strip >= end,
				"strip must not end inside the length, from byte %d to %d".formatted(offset, end), strip);
		check(mirror >= Math.max(0, end - strip),
				"mirror must be at least %d, the header's bytes in the message".formatted(Math.max(0, end - strip)),
				mirror);
		check(field.largest() + adjustment >= 0, "adjustment makes every length negative", adjustment);
	}

	/**
	 * The layout of a length in front of a message.
	 * @param field the field of the length
	 * @param includesHeader whether the length counts the field too
	 * @return the layout
	 */
	public static LengthLayout of(LengthField field, boolean includesHeader) {
		return new LengthLayout(0, field, includesHeader ? -field.size() : 0, field.size(), 0);
	}

	/**
	 * The layout of a binary length in front of a message.
	 * @param size the bytes of the length, 1 to 4
	 * @param byteOrder their order
	 * @param includesHeader whether the length counts its own bytes too
	 * @return the layout
	 */
	public static LengthLayout of(int size, ByteOrder byteOrder, boolean includesHeader) {
		return of(LengthField.binary(size, byteOrder), includesHeader);
	}

	/**
	 * The bytes up to the end of the field.
	 */
	int end() {
		return this.offset + this.field.size();
	}

	/**
	 * The bytes up to the end of the field that are in the message.
	 */
	int kept() {
		return Math.max(0, end() - this.strip);
	}

	/**
	 * Whether the length alone is in front of a message.
	 */
	boolean isPlain() {
		return this.offset == 0 && this.strip == this.field.size() && this.mirror == 0;
	}

	private static void check(boolean good, String rule, int value) {
		if (!good) {
			throw new IllegalArgumentException("%s, not %d".formatted(rule, value));
		}
	}

}

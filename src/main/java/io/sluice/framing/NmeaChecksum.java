package io.sluice.framing;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The checksum of NMEA 0183: {@code *} and two hex digits, which are the exclusive or of
 * all characters between the first {@code $} or {@code !} and the {@code *}. In a line
 * without {@code $} and {@code !}, all characters before the {@code *} count.
 */
final class NmeaChecksum {

	/** The length of {@code *hh}. */
	static final int LENGTH = 3;

	private NmeaChecksum() {
	}

	/**
	 * Whether a line ends in {@code *hh}, right or wrong.
	 * @param line the line
	 * @param length its length
	 */
	static boolean isAtEnd(IndexedBytes line, int length) {
		return length >= LENGTH && line.at(length - LENGTH) == '*' && HexFormat.isHexDigit(line.at(length - 2))
				&& HexFormat.isHexDigit(line.at(length - 1));
	}

	/**
	 * The checksum at the end of a line, of which {@link #isAtEnd} is true.
	 */
	static int read(IndexedBytes line, int length) {
		return HexFormat.fromHexDigit(line.at(length - 2)) << 4 | HexFormat.fromHexDigit(line.at(length - 1));
	}

	static int of(IndexedBytes line, int length) {
		NmeaSum sum = new NmeaSum();
		sum.add(line, length);
		return sum.value();
	}

	static byte[] write(int checksum) {
		return ("*" + HexFormat.of().withUpperCase().toHexDigits((byte) checksum)).getBytes(StandardCharsets.US_ASCII);
	}

}

package io.sluice.framing;

import java.nio.ByteOrder;

/**
 * The options of all framings; each framing reads its own.
 *
 * @param maxSize the largest message in bytes, without delimiters and headers
 * @param delimiter for {@code delimiter}: 1 to 64 bytes
 * @param headerSize for {@code length}: the size of the length in bytes, 1 to 4
 * @param byteOrder for {@code length}: the order of the length's bytes
 * @param includesHeader for {@code length} and {@code ascii-length}: whether the length
 * counts itself
 * @param digits for {@code ascii-length}: the number of digits, 1 to 9
 * @param size for {@code fixed}: the size of every message in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FramingOptions(int maxSize, byte[] delimiter, int headerSize, ByteOrder byteOrder, boolean includesHeader,
		int digits, int size) {

	/** The default of the largest message: 64 KB. */
	public static final int DEFAULT_MAX_SIZE = 64 * 1024;

	/** The default size of a binary length in bytes. */
	public static final int DEFAULT_HEADER_SIZE = 4;

	/** The default number of digits of a decimal length. */
	public static final int DEFAULT_DIGITS = 4;

}

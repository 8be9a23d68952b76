package io.sluice.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds bytes in arrays. It skips blocks that do not contain the byte, and searches the
 * rest eight bytes at a time.
 */
public final class ByteSearch {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final int BLOCK = 256;

	private static final int LONG_BLOCK = 4 * 1024;

	private static final long LOW_BITS = 0x0101010101010101L;

	private static final long HIGH_BITS = 0x8080808080808080L;

	private ByteSearch() {
	}

	/**
	 * Find a byte.
	 * @param bytes the array
	 * @param from the first index of the search
	 * @param to the index after the last one
	 * @param wanted the byte
	 * @return the index of the first match, or -1
	 */
	public static int indexOf(byte[] bytes, int from, int to, byte wanted) {
		long pattern = (wanted & 0xffL) * LOW_BITS;
		int index = skip(bytes, from, to, pattern);
		for (; index <= to - Long.BYTES; index += Long.BYTES) {
			// a borrow makes false marks only above a byte that is zero, so the lowest
			// mark (little endian: the first byte) is always correct
			long marks = marks(bytes, index, pattern) & HIGH_BITS;
			if (marks != 0) {
				return index + Long.numberOfTrailingZeros(marks) / Byte.SIZE;
			}
		}
		for (; index < to; index++) {
			if (bytes[index] == wanted) {
				return index;
			}
		}
		return -1;
	}

	/**
	 * Skip blocks that do not contain the byte: first short blocks, and then long ones,
	 * because each long block has a start-up cost.
	 * @return the index of the first short block that contains the byte, or of the rest
	 */
	private static int skip(byte[] bytes, int from, int to, long pattern) {
		int near = Math.min(to, from + LONG_BLOCK);
		int index = skip(bytes, from, near, BLOCK, pattern);
		if (index > near - BLOCK) {
			index = skip(bytes, index, to, LONG_BLOCK, pattern);
			index = skip(bytes, index, to, BLOCK, pattern);
		}
		return index;
	}

	private static int skip(byte[] bytes, int from, int to, int block, long pattern) {
		int index = from;
		for (; index <= to - block; index += block) {
			long marks = 0;
			// no early exit, so that the compiler emits vector instructions
			for (int offset = 0; offset < block; offset += Long.BYTES) {
				marks |= marks(bytes, index + offset, pattern);
			}
			if ((marks & HIGH_BITS) != 0) {
				break;
			}
		}
		return index;
	}

	/**
	 * Mark, in the high bits, the bytes that equal the byte of the pattern.
	 */
	private static long marks(byte[] bytes, int index, long pattern) {
		long difference = (long) LONGS.get(bytes, index) ^ pattern;
		return (difference - LOW_BITS) & ~difference;
	}

	/**
	 * Find a sequence of bytes.
	 * @param bytes the array
	 * @param from the first index of the search
	 * @param to the index after the last one
	 * @param wanted the sequence, at least one byte
	 * @return the index of the first match, or -1
	 */
	static int indexOf(byte[] bytes, int from, int to, byte[] wanted) {
		int end = to - wanted.length + 1;
		int index = indexOf(bytes, from, end, wanted[0]);
		while (index >= 0 && !Arrays.equals(bytes, index, index + wanted.length, wanted, 0, wanted.length)) {
			index = indexOf(bytes, index + 1, end, wanted[0]);
		}
		return index;
	}

}
